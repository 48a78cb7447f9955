import type { Accelerator } from '../host/kvm.ts';

/** What verifying an image came to, before it is written as a page, as XML or as JSON. */
export interface Verification {
  readonly target: string;
  /** Of the image: its name, title and version. */
  readonly image: string;
  readonly title: string;
  readonly version: string | null;
  /** Of the target: `Debian 12`. */
  readonly system: string;
  readonly file: ImageFile;
  readonly machine: { readonly accelerator: Accelerator; readonly memory: number };
  readonly rounds: readonly Round[];
  readonly points: readonly Point[];
  /** How many packages are installed; null where nobody looked. */
  readonly packages: number | null;
  /** `2026-11-24T17:00:00Z` */
  readonly time: string;
  readonly seconds: number;
  /** The end of what the machine wrote to its console, where something does not hold. */
  readonly console: string;
  /** Version of vkc. */
  readonly vkc: string;
}

export interface ImageFile {
  /** As it is shown to people. */
  readonly path: string;
  readonly name: string;
  readonly format: 'qcow2' | 'raw';
  readonly bytes: number;
  readonly sha256: string;
}

/** How the machine came up before it was looked at. */
export type RoundName = 'boot' | 'reboot' | 'reset';

export interface Round {
  readonly name: RoundName;
  /** Seconds until it let its user in; null where it never did. */
  readonly up: number | null;
  readonly seconds: number;
}

/** One thing that has to hold, with what was found in each round. */
export interface Point {
  readonly id: string;
  readonly title: string;
  readonly why: string | null;
  /** The line of the source that asks for it. */
  readonly place: Place | null;
  /** In the order of the rounds. */
  readonly states: readonly PointState[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `unseen`: it was not looked at, since something else went wrong before. `unasked`: there was nothing to ask. */
export interface PointState {
  readonly state: 'held' | 'broken' | 'unseen' | 'unasked';
  readonly found: string;
}

export const rounds: Readonly<Record<RoundName, { readonly title: string; readonly when: string }>> = {
  boot: { title: 'First boot', when: 'after the first boot' },
  reboot: { title: 'Soft reboot', when: 'after a soft reboot' },
  reset: { title: 'Hard reset', when: 'after a hard reset' },
};

/** The worst that a point came to. */
export function verdict({ states }: Point): 'held' | 'broken' | 'unseen' {
  if (states.some(({ state }) => state === 'broken')) return 'broken';
  return states.some(({ state }) => state === 'unseen') ? 'unseen' : 'held';
}

/** Points that do not hold, or of which that is not known. */
export const open = ({ points }: Verification): readonly Point[] =>
  points.filter((point) => verdict(point) !== 'held');

/** What was found of a point, with the rounds in which it was; the same words once. */
export function findings(point: Point, names: readonly RoundName[]): { when: string; found: string }[] {
  const byWords = new Map<string, RoundName[]>();
  point.states.forEach(({ state, found }, i) => {
    if (state === 'held' || state === 'unasked') return;
    const words = state === 'unseen' ? 'not looked at' : found;
    byWords.set(words, [...(byWords.get(words) ?? []), names[i]!]);
  });
  return [...byWords].map(([found, when]) => ({
    when:
      when.length === names.length && names.length > 1
        ? 'always'
        : when.map((name) => rounds[name].when).join(', '),
    found,
  }));
}

/** `Verified: all 44 points hold` */
export function verdictLine({ points }: Pick<Verification, 'points'>): string {
  const broken = points.filter((point) => verdict(point) === 'broken').length;
  const unseen = points.filter((point) => verdict(point) === 'unseen').length;
  const of = `${points.length} ${points.length === 1 ? 'point' : 'points'}`;
  if (broken === 0 && unseen === 0) return `all ${of} hold`;
  const parts = [
    ...(broken === 0 ? [] : [`${broken} of ${of} ${broken === 1 ? 'does' : 'do'} not hold`]),
    ...(unseen === 0 ? [] : [`${unseen} ${unseen === 1 ? 'was' : 'were'} not looked at`]),
  ];
  return parts.join(', ');
}
