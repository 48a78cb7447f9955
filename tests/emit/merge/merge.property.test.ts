import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoleRun, Target, Task } from '../../../compiler/model/ir.ts';
import { conditionFor, holds } from '../../../emit/merge/conditions.ts';
import { mergeImage } from '../../../emit/merge/merge.ts';
import { image, role, target, task, template } from '../../support/trees/ansible-image.ts';
import { pairs, someTargets, text, written } from '../random-texts.ts';
import { expand, importedOn, original } from './expand.ts';

const action = fc.record({
  module: fc.constantFrom('copy', 'apt', 'systemd', 'command'),
  kind: fc.constantFrom('file', 'package', 'service'),
  title: text,
  name: text,
  items: fc.array(text, { maxLength: 2 }),
  number: fc.option(
    fc.constantFrom(
      (on: Target) => Number(on.os.version),
      () => 5,
    ),
    { nil: undefined },
  ),
  flag: fc.option(fc.boolean(), { nil: undefined }),
  authored: fc.option(fc.constantFrom('{{ ansible_hostname }}', 'x'), { nil: undefined }),
  when: fc.option(fc.constantFrom('x is defined', 'y'), { nil: undefined }),
  user: fc.option(text, { nil: undefined }),
  notify: fc.boolean(),
  /** Where it runs. */
  on: fc.constantFrom(
    () => true,
    (on: Target) => on.os.family.ansible === 'Debian',
    (on: Target) => on.os.distro === 'ubuntu',
    (on: Target) => on.variant === 'large',
    (on: Target) => on.os.name !== 'debian12',
    (on: Target) => on.os.family.ansible === 'RedHat' && on.variant === null,
  ),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function made(a: Action, on: Target): Task {
  return task(
    `Do ${written(a.title, on)}`,
    a.module,
    {
      name: written(a.name, on),
      items: a.items.map((item) => written(item, on)),
      ...(a.number === undefined ? {} : { number: a.number(on) }),
      ...(a.flag === undefined ? {} : { flag: a.flag }),
      ...(a.authored === undefined ? {} : { authored: template(a.authored) }),
    },
    {
      kind: a.kind,
      notify: a.notify ? ['Restart it'] : [],
      keywords: {
        ...(a.when === undefined ? {} : { when: [template(a.when)] }),
        ...(a.user === undefined ? {} : { become_user: written(a.user, on) }),
      },
    },
  );
}

const roles = fc.array(
  fc.record({
    name: fc.constantFrom('web', 'data', 'logs'),
    tasks: fc.array(action, { maxLength: 6 }),
    handler: action,
    /** Swaps the tasks on one family: orders that do not agree. */
    swapped: fc.boolean(),
    on: fc.constantFrom(
      () => true,
      (on: Target) => on.os.family.ansible === 'Debian',
      (on: Target) => on.variant !== null,
    ),
  }),
  { minLength: 1, maxLength: 3 },
);

function runs(all: typeof roles extends fc.Arbitrary<infer T> ? T : never, on: Target): RoleRun[] {
  const seen = new Set<string>();
  return all.flatMap((one) => {
    if (!one.on(on) || seen.has(one.name) || !one.tasks.some((a) => a.on(on))) return [];
    seen.add(one.name);
    const tasks = one.tasks.filter((a) => a.on(on)).map((a) => made(a, on));
    if (one.swapped && on.os.family.ansible === 'RedHat') tasks.reverse();
    const handler = { ...made(one.handler, on), title: 'Restart it', notify: [] };
    return [role(one.name, tasks, { handlers: [handler] })];
  });
}

describe('the merge of any roles on any targets', () => {
  it('does on each target what the target itself does, in its order', () => {
    fc.assert(
      fc.property(someTargets, roles, (chosen, written) => {
        const targets = chosen.map(({ os, variant }) => {
          const bare = target(os, [], { variant });
          return { ...bare, provision: runs(written, bare) };
        });
        const merged = mergeImage(image(targets));
        for (const on of targets) {
          const imported = importedOn(merged, 'provision', on);
          expect(imported.map(({ name }) => name)).toEqual(on.provision.map(({ name }) => name));
          for (const [i, run] of on.provision.entries()) {
            expect(expand(merged, imported[i]!.tasks, on)).toEqual(run.tasks.map(original));
            const handlers = imported[i]!.handlers;
            const own = expand(merged, handlers, on).filter(({ title }) => title === 'Restart it');
            expect(own).toEqual(run.handlers.map(original));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('leaves one target as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs), roles, ({ os, variant }, written) => {
        const bare = target(os, [], { variant });
        const only = { ...bare, provision: runs(written, bare) };
        const merged = mergeImage(image([only]));
        expect(merged.variables(only).size).toBe(0);
        for (const { role, condition } of merged.provision.imports) {
          expect(condition).toEqual([]);
          expect(role.tasks.every((one) => one.condition.length === 0)).toBe(true);
          const run = only.provision.find(({ name }) => name === role.name)!;
          expect(role.tasks.map(({ args }) => args)).toEqual(run.tasks.map(({ args }) => args));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the condition for some of the targets', () => {
  it('holds on exactly those', () => {
    fc.assert(
      fc.property(
        someTargets.chain((chosen) => fc.tuple(fc.constant(chosen), fc.subarray(chosen, { minLength: 1 }))),
        ([chosen, some]) => {
          const targets = chosen.map(({ os, variant }) => target(os, [], { variant }));
          const subset = targets.filter((_, i) => some.includes(chosen[i]!));
          const condition = conditionFor(subset, targets);
          expect(targets.filter((one) => holds(condition, one))).toEqual(subset);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
