import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { findRule, ruleIds } from '../../stdlib/rule-set.ts';
import { locate } from '../../emit/tree/manifest.ts';
import type { BuiltTree } from '../tree/built.ts';
import { display, sourcePath } from '../tree/read.ts';
import { playbooks } from './playbook.ts';
import type { PlaybookPath } from './playbook.ts';
import type { Place, Point, PointState, RoundName } from './model.ts';
import type { Seen } from './record.ts';

/** In which rounds a check is made: in each; in each but the deployment; there only; or not in all of those before it. */
type When = 'always' | 'booted' | 'deployed' | 'sometimes';

/** Checks from outside of the machine, besides those of the tree. */
const OUTSIDE = {
  'machine-boots': {
    title: 'The machine starts and lets its admin user in',
    why: 'A machine that nobody can log in to is useless.',
    when: 'always',
  },
  'kernel-log-on-console': {
    title: 'The kernel logs to the serial console',
    why: 'The console is the only view of a machine that does not start.',
    when: 'always',
  },
  'playbook-runs': {
    title: 'All checks can be run',
    why: 'A check that cannot be run may fail.',
    when: 'booted',
  },
  'guest-agent-answers': {
    title: 'The guest agent answers over its virtio port',
    why: 'The platform uses it to see that the machine is alive, to read its addresses, and to shut it down.',
    when: 'always',
  },
  'guest-agent-freezes': {
    title: 'The guest agent freezes the file systems, and thaws them',
    why: 'With os_require_quiesce the platform takes no snapshot of a machine that does not freeze.',
    when: 'sometimes',
  },
  'guest-agent-sets-password': {
    title: 'The guest agent sets a password that lets the admin user in',
    why: 'This is how the platform lets a user in again who has lost the key.',
    when: 'sometimes',
  },
  'identity-kept': {
    title: 'Machine id and host keys are the same as before',
    why: 'A machine whose identity changes loses its logs, its address, and the trust of those who log in.',
    when: 'sometimes',
  },
  'config-drive-read': {
    title: 'cloud-init takes key and host name from a config drive',
    why: 'This is how the platform tells a machine who may log in. An image that knows only NoCloud is never reachable there.',
    when: 'deployed',
  },
  'start-runs': {
    title: 'The start phase runs on a deployed machine',
    why: 'A service whose start.yml fails is not there when the customer looks.',
    when: 'deployed',
  },
  'start-checks-run': {
    title: 'All checks of the start phase can be run',
    why: 'A check that cannot be run may fail.',
    when: 'deployed',
  },
  'start-leaves-no-failed-unit': {
    title: 'No unit has failed after the start phase',
    why: 'A unit that fails is a service that the customer does not have.',
    when: 'deployed',
  },
} as const satisfies Readonly<Record<string, { title: string; why: string; when: When }>>;

export type OutsideId = keyof typeof OUTSIDE;

const held: PointState = { state: 'held', found: '' };
const unseen: PointState = { state: 'unseen', found: '' };
const unasked: PointState = { state: 'unasked', found: '' };

/** Whether a check is expected to have a result in a round. */
const isAsked = (when: When, round: RoundName): boolean =>
  when === 'always' || (round === 'deploy' ? when === 'deployed' : when === 'booted');

interface Known {
  readonly point: Omit<Point, 'states'>;
  readonly when: When;
}

/** Collects the results of every check in each round. */
export class Points {
  readonly #tree: BuiltTree;
  readonly #cwd: string;
  readonly #points = new Map<string, Known>();
  readonly #rounds: { readonly name: RoundName; readonly states: Map<string, PointState> }[] = [];

  constructor(tree: BuiltTree, cwd: string) {
    this.#tree = tree;
    this.#cwd = cwd;
  }

  /** Begins a new round. */
  begin(name: RoundName): void {
    this.#rounds.push({ name, states: new Map() });
  }

  /** Adds the result of a check from outside. `problem` describes what is wrong; null if nothing is. */
  outside(id: OutsideId, problem: string | null, place: Place | null = null): void {
    const { when, ...words } = OUTSIDE[id];
    this.#add({ point: { id, ...words, place }, when }, problem);
  }

  /** Adds the result of a check of a playbook. Those of the start phase have ids of their own. */
  inside({ id: tag, title, line, holds, found }: Seen, path: PlaybookPath): void {
    const started = path === playbooks.start;
    const id = started ? `start:${tag}` : tag;
    const point = { id, title, why: whyOf(tag), place: this.place(path, line) };
    this.#add({ point, when: started ? 'deployed' : 'booted' }, holds ? null : found);
  }

  /** Counts the checks of this round: those that passed, and all. */
  count(): { readonly held: number; readonly all: number } {
    const states = [...this.#rounds.at(-1)!.states.values()];
    return { held: states.filter(({ state }) => state === 'held').length, all: states.length };
  }

  /** Returns all checks. A check without a result in a round that asks for it is `unseen` there. */
  all(): Point[] {
    const ids = new Set([...Object.keys(OUTSIDE), ...this.#points.keys()]);
    return [...ids].flatMap((id) => {
      const known = this.#points.get(id);
      if (known === undefined) return [];
      const states = this.#rounds.map(({ name, states: found }) => {
        const up = found.get('machine-boots') === held;
        const asked = isAsked(known.when, name) || (!up && name !== 'deploy' && known.when === 'sometimes');
        return found.get(id) ?? (asked ? unseen : unasked);
      });
      return [{ ...known.point, states }];
    });
  }

  /** Returns the source line of a line in a file of the tree, or null if it is unknown. */
  place(path: string, line: number): Place | null {
    const from = locate(this.#tree.manifest, path, line);
    if (from === null) return null;
    if (isLibraryFile(from.file)) return from;
    const source = sourcePath(from.file, this.#tree, this.#cwd);
    return { file: source === null ? from.file : display(source, this.#cwd), line: from.line };
  }

  #add(known: Known, problem: string | null): void {
    const { id } = known.point;
    if (!this.#points.has(id)) this.#points.set(id, known);
    const state: PointState =
      problem === null ? held : { state: 'broken', found: problem || 'the check failed' };
    this.#rounds.at(-1)!.states.set(id, state);
  }
}

/** A check of a rule has a tag that is the rule's id, or begins with it. */
function whyOf(id: string): string | null {
  const [rule] = ruleIds()
    .filter((each) => id === each || id.startsWith(`${each}-`))
    .sort((a, b) => b.length - a.length);
  return rule === undefined ? null : (findRule(rule)?.why ?? null);
}
