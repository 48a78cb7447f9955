import { createHash } from 'node:crypto';
import type { Step } from '../model/task.ts';
import { canonical } from '../proof/canonical.ts';
import type { Canonical } from '../proof/canonical.ts';
import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { bringsStart, copiedBy } from './start-phase.ts';
import type { Built, StartPhase } from './start-phase.ts';

/**
 * What a start phase comes to on one target, in a form in which two trees can be compared: how it gets into the image, what
 * can be given to it, and what it then does.
 */
export function canonicalStart(
  phase: StartPhase,
  target: number,
  { steps, system }: Built,
  tree: Tree,
): readonly Canonical[] {
  const run = phase.on[target] ?? null;
  if (run === null) return [];
  const bringing = steps.filter(bringsStart);
  const copies = bringing.flatMap((step) => copyOf(step));
  const file = (name: string) => joinPath(phase.base, name);
  const beside = [
    'ansible.cfg',
    ...(copies.some(({ text }) => /requirements/.test(text)) ? ['requirements.yml'] : []),
  ];
  const params = [...phase.params.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...canonical(
      bringing.filter((step) => copiedBy(step) === null),
      tree,
      system,
    ),
    ...copies,
    ...beside.map((name) => ({
      text: `${name} ${hash(tree.text(file(name)) ?? '')}`,
      place: { file: file(name), line: 1 },
    })),
    ...params.map(({ name, value, required, place }) => ({
      text: `given ${name} ${JSON.stringify([value, required])}`,
      place,
    })),
    ...canonical(run.steps, tree, system, steps),
  ];
}

/** A copy of what stands beside the playbook, as it is written: what is copied is compared by itself. */
function copyOf(step: Step): Canonical[] {
  const args = copiedBy(step);
  if (args === null || step.tasks.length === 0) return [];
  const said = Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const {
    name: _name,
    'ansible.builtin.copy': _copy,
    when: _when,
    ...others
  } = step.written!.raw as Record<string, unknown>;
  return [{ text: `copies ${JSON.stringify([said, others])}`, place: step.place }];
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
