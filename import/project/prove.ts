import type { Image } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import type { Note } from '../model/place.ts';
import type { Step } from '../model/task.ts';
import { canonical } from '../proof/canonical.ts';
import { compare } from '../proof/compare.ts';
import type { Tree } from '../read/tree.ts';
import { expandCompiled } from '../proof/compiled.ts';
import { canonicalStart } from '../start/proof.ts';
import { bringsStart, readStartPhase } from '../start/start-phase.ts';
import type { Built, StartPhase } from '../start/start-phase.ts';
import { libraryName } from './roles/library-roles.ts';
import type { ImagePlan } from './plan.ts';
import type { TargetReport } from './report.ts';

interface Proven {
  readonly plan: ImagePlan;
  readonly tree: Tree;
  /** The start phase of the tree, if it is in the language. */
  readonly phase: StartPhase | null;
  /** What was compiled of what is written. */
  readonly image: Image;
  readonly compiled: Tree;
  readonly text: string;
  /** Roles that are the library's in both. */
  readonly same: ReadonlySet<string>;
}

export interface Proof {
  readonly targets: readonly TargetReport[];
  /** Where the start phases differ first; null if they are the same. */
  readonly start: Note | null;
}

/** What differs between a tree and what is compiled of its import, on each target. */
export function prove({ plan, tree, phase, image, compiled, text, same }: Proven): Proof {
  const names = plan.targets.map(
    ({ target }, n) =>
      (
        image.targets.find(
          ({ os, variant }) => os.name === target.system.name && variant === target.variant,
        ) ?? image.targets[n]!
      ).name,
  );
  const theirs = plan.targets.map(({ target: { system, expansion } }) => ({
    system,
    steps: expansion.steps,
  }));
  const ours = theirs.map(({ system }, i) => ({
    system,
    steps: expandCompiled(compiled, names[i]!, system).steps,
  }));
  const made = phase === null ? null : (readStartPhase(compiled, ours)?.phase ?? null);
  let differs: Note | null = null;
  const targets = theirs.map((built, i): TargetReport => {
    const { system, steps } = built;
    const wanted = canonical(
      steps.filter((step) => !isSame(step, same) && !(phase !== null && bringsStart(step))),
      tree,
      system,
    );
    const own = ownSteps(ours[i]!.steps, text, same, phase);
    const start = (of: StartPhase | null, what: Built, from: Tree) =>
      of === null ? [] : canonicalStart(of, i, what, from);
    const wantedStart = start(phase, built, tree);
    const started = compare(wantedStart, start(made, ours[i]!, compiled));
    const [change] = started;
    if (change !== undefined)
      differs ??= { place: change.what.place, message: 'the language would do something else' };
    return {
      name: names[i]!,
      tasks: wanted.length + wantedStart.length,
      differences: [...compare(wanted, canonical(own, compiled, system)), ...started],
      doubts: [],
    };
  });
  return { targets, start: differs };
}

const isSame = ({ part: { role } }: Step, same: ReadonlySet<string>) => same.has(libraryName(role) ?? '');

/** What the compiled tree does, but for what runs in every image and was not in the tree, and what is the library's in both. */
function ownSteps(
  steps: readonly Step[],
  text: string,
  same: ReadonlySet<string>,
  phase: StartPhase | null,
): readonly Step[] {
  const { first, last, start } = library.implicitRoles;
  const implied = [first, last, ...(phase === null ? [] : [start])].filter(
    (name) => !new RegExp(`^role ${name} \\{`, 'm').test(text),
  );
  return steps.filter(
    ({ part: { role }, tasks }) =>
      // The compiler has the handlers run before the last role.
      !(
        role === null &&
        tasks.length > 0 &&
        tasks.every(({ module }) => module === 'ansible.builtin.meta')
      ) &&
      !implied.includes(role ?? '') &&
      role !== 'variables' &&
      !same.has(libraryName(role) ?? ''),
  );
}
