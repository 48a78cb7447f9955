import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image, Target, Task } from '../../../compiler/model/ir.ts';
import { image, role, systems, target, task, template } from '../../support/trees/ansible-image.ts';
import { text, written } from '../random-texts.ts';
import { render, write } from '../../support/trees/ansible-tree.ts';
import { renderContext } from '../../support/render-context.ts';

const run = promisify(execFile);

const action = fc.record({
  title: text,
  message: text,
  items: fc.array(text, { maxLength: 2 }),
  notify: fc.boolean(),
  on: fc.constantFrom(
    () => true,
    () => true,
    (on: Target) => on.os.family.ansible === 'Debian',
    (on: Target) => on.os.family.ansible === 'RedHat',
    (on: Target) => on.variant === 'large',
  ),
});

interface Ran {
  readonly name: string;
  readonly msg: unknown;
}

/** What a run of the target's own tasks and then of its handlers would record. */
function ownSequence(on: Target): Ran[] {
  const recorded = ({ title, args }: Task): Ran => ({
    // A name cannot hold what looks like a template.
    name: title.replace(/\{(?=[{%#])/g, '{ '),
    msg: plain(args.entries.get('msg') ?? args.entries.get('content')),
  });
  const tasks = on.provision.flatMap((one) => one.tasks);
  const handlers = on.provision.flatMap((one) =>
    one.handlers.filter(({ title }) => one.tasks.some(({ notify }) => notify.includes(title))),
  );
  return [...tasks, ...handlers].map(recorded);
}

function plain(value: unknown): unknown {
  const one = value as { type: string; value?: unknown; items?: unknown[]; entries?: Map<string, unknown> };
  if (one.type === 'list') return one.items!.map(plain);
  if (one.type === 'map') {
    return Object.fromEntries([...one.entries!].map(([key, item]) => [key, plain(item)]));
  }
  return one.value;
}

/** Runs the tree's playbook of the build on this machine, as one target. */
async function play(folder: string, image: Image, on: Target): Promise<Ran[]> {
  const record = join(folder, 'record.jsonl');
  rmSync(record, { force: true });
  const several = image.targets.length > 1;
  await run(
    'ansible-playbook',
    [
      'provision.yml',
      '--inventory',
      'inventory',
      ...(several ? ['--extra-vars', `@targets/${on.name}.yml`] : []),
    ],
    {
      cwd: join(folder, 'playbook'),
      env: {
        ...process.env,
        ANSIBLE_CONFIG: './ansible.cfg',
        ANSIBLE_CALLBACK_PLUGINS: folder,
        ANSIBLE_CALLBACKS_ENABLED: 'record',
        ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
        RECORD_FILE: record,
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one) as { name: string; msg: unknown; dest: string | null })
    .map(({ name, msg, dest }) => ({ name, msg: dest === null ? msg : readFileSync(dest, 'utf8') }));
}

function settle(made: Image): string {
  const folder = write(render(made, renderContext()));
  copyFileSync(new URL('record.py', import.meta.url), join(folder, 'record.py'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(
    join(folder, 'playbook/inventory'),
    `default ansible_connection=local ansible_become=false ansible_python_interpreter=/usr/bin/python3 copies=${folder}/tmp\n`,
  );
  return folder;
}

function messages(): Image {
  const actions = fc.sample(action, { seed: 20, numRuns: 24 });
  const handlers = fc.sample(text, { seed: 21, numRuns: 2 });
  const targets = [systems.ubuntu2404, systems.almalinux9]
    .flatMap((os) => [target(os, []), target(os, [], { variant: 'large' })])
    .map((on): Target => {
      const made = actions.map((a, i) => {
        const message = written(a.message, on);
        const copied = i % 6 === 0;
        return {
          on: a.on(on),
          task: task(
            `Say ${written(a.title, on).replace(/\s+/g, ' ').trim()}`,
            copied ? 'copy' : 'debug',
            copied
              ? { content: message, dest: template(`{{ copies }}/${i}`), mode: '0644' }
              : { msg: { text: message, items: a.items.map((item) => written(item, on)) } },
            { notify: a.notify ? ['Say it again'] : [], keywords: { changed_when: true } },
          ),
        };
      });
      const half = (from: number, to: number, name: string, message: (typeof handlers)[number]) =>
        role(
          name,
          made.slice(from, to).flatMap((one) => (one.on ? [one.task] : [])),
          { handlers: [task('Say it again', 'debug', { msg: written(message, on) })] },
        );
      return { ...on, provision: [half(0, 12, 'first', handlers[0]!), half(12, 24, 'second', handlers[1]!)] };
    });
  return image(targets);
}

describe('the merged playbook, run by Ansible', () => {
  const several = messages();

  it('does as each target what the target itself does', async () => {
    const folder = settle(several);
    for (const on of several.targets) expect(await play(folder, several, on)).toEqual(ownSequence(on));
    rmSync(folder, { recursive: true });
  });

  it('does what its one target does, with no extra variables', async () => {
    const [first] = several.targets;
    const one = image([{ ...first!, name: 'xaas-service' }]);
    const folder = settle(one);
    expect(await play(folder, one, one.targets[0]!)).toEqual(ownSequence(one.targets[0]!));
    rmSync(folder, { recursive: true });
  });
});
