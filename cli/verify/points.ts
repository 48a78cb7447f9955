import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { findRule, ruleIds } from '../../stdlib/rule-set.ts';
import { locate } from '../../emit/tree/manifest.ts';
import type { BuiltTree } from '../tree/built.ts';
import { display, sourcePath } from '../tree/read.ts';
import { playbookPath } from './playbook.ts';
import type { Place, Point, PointState } from './model.ts';
import type { Seen } from './record.ts';

/** Checks from outside of the machine, besides those of the tree. */
const OUTSIDE = {
  'machine-boots': {
    title: 'The machine starts and lets its admin user in',
    why: 'A machine that nobody can log in to is useless.',
  },
  'kernel-log-on-console': {
    title: 'The kernel logs to the serial console',
    why: 'The console is the only view of a machine that does not start.',
  },
  'playbook-runs': {
    title: 'All checks can be run',
    why: 'A check that cannot be run may fail.',
  },
  'guest-agent-answers': {
    title: 'The guest agent answers over its virtio port',
    why: 'The platform uses it to see that the machine is alive, to read its addresses, and to shut it down.',
  },
  'guest-agent-freezes': {
    title: 'The guest agent freezes the file systems, and thaws them',
    why: 'With os_require_quiesce the platform takes no snapshot of a machine that does not freeze.',
  },
  'identity-kept': {
    title: 'Machine id and host keys are the same as before',
    why: 'A machine whose identity changes loses its logs, its address, and the trust of those who log in.',
  },
} as const;

export type OutsideId = keyof typeof OUTSIDE;

const held: PointState = { state: 'held', found: '' };
const unseen: PointState = { state: 'unseen', found: '' };
const unasked: PointState = { state: 'unasked', found: '' };
/**
 * The first round has nothing to compare the identity with, and freezing is checked only in the last round.
 */
const NOT_ALWAYS: ReadonlySet<string> = new Set<OutsideId>(['identity-kept', 'guest-agent-freezes']);

/** Collects the results of every check in each round. */
export class Points {
  readonly #tree: BuiltTree;
  readonly #cwd: string;
  readonly #points = new Map<string, Omit<Point, 'states'>>();
  readonly #rounds: Map<string, PointState>[] = [];

  constructor(tree: BuiltTree, cwd: string) {
    this.#tree = tree;
    this.#cwd = cwd;
  }

  /** Begins a new round. */
  begin(): void {
    this.#rounds.push(new Map());
  }

  /** Adds the result of a check from outside. `problem` describes what is wrong; null if nothing is. */
  outside(id: OutsideId, problem: string | null): void {
    this.#add({ id, ...OUTSIDE[id], place: null }, problem);
  }

  inside({ id, title, line, holds, found }: Seen): void {
    this.#add({ id, title, why: whyOf(id), place: this.#place(line) }, holds ? null : found);
  }

  /** Counts the checks of this round: those that passed, and all. */
  count(): { readonly held: number; readonly all: number } {
    const states = [...this.#rounds.at(-1)!.values()];
    return { held: states.filter(({ state }) => state === 'held').length, all: states.length };
  }

  /**
   * Returns all checks. A check without a result in a round is `unseen` there, unless it is not part of every
   * round.
   */
  all(): Point[] {
    const ids = new Set([...Object.keys(OUTSIDE), ...this.#points.keys()]);
    return [...ids].flatMap((id) => {
      const point = this.#points.get(id);
      if (point === undefined) return [];
      const states = this.#rounds.map((round) => {
        const up = round.get('machine-boots') === held;
        return round.get(id) ?? (up && NOT_ALWAYS.has(id) ? unasked : unseen);
      });
      return [{ ...point, states }];
    });
  }

  #add(point: Omit<Point, 'states'>, problem: string | null): void {
    if (!this.#points.has(point.id)) this.#points.set(point.id, point);
    this.#rounds
      .at(-1)!
      .set(point.id, problem === null ? held : { state: 'broken', found: problem || 'the check failed' });
  }

  /** Returns the source line of a line in the playbook, or null if it is unknown. */
  #place(line: number): Place | null {
    const from = locate(this.#tree.manifest, playbookPath, line);
    if (from === null) return null;
    if (isLibraryFile(from.file)) return from;
    const path = sourcePath(from.file, this.#tree, this.#cwd);
    return { file: path === null ? from.file : display(path, this.#cwd), line: from.line };
  }
}

/** A check of a rule has a tag that is the rule's id, or begins with it. */
function whyOf(id: string): string | null {
  const [rule] = ruleIds()
    .filter((each) => id === each || id.startsWith(`${each}-`))
    .sort((a, b) => b.length - a.length);
  return rule === undefined ? null : (findRule(rule)?.why ?? null);
}
