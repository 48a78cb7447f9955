import type { Accelerator } from '../host/kvm.ts';
import { addTo } from '../../compiler/model/multimap.ts';

/** The result of verifying an image, before it is rendered as a page, XML or JSON. */
export interface Verification {
  readonly target: string;
  /** Name, title and version of the image. */
  readonly image: string;
  readonly title: string;
  readonly version: string | null;
  /** The system of the target: `Debian 12`. */
  readonly system: string;
  readonly file: ImageFile;
  readonly machine: { readonly accelerator: Accelerator; readonly memory: number };
  readonly rounds: readonly Round[];
  readonly points: readonly Point[];
  /** Sentences on what is no check, and still worth knowing. */
  readonly notes: readonly string[];
  /** The number of installed packages; null if they were not counted. */
  readonly packages: number | null;
  /** In the form `2026-11-24T17:00:00Z`. */
  readonly time: string;
  readonly seconds: number;
  /** The last console output of the machine, if a check does not pass. */
  readonly console: string;
  /** The version of vkc. */
  readonly vkc: string;
}

export interface ImageFile {
  /** The path as messages show it. */
  readonly path: string;
  readonly name: string;
  readonly format: 'qcow2' | 'raw';
  readonly bytes: number;
  readonly sha256: string;
}

/** How the machine was started before a round of checks. */
export type RoundName = 'boot' | 'reboot' | 'reset' | 'deploy';

export interface Round {
  readonly name: RoundName;
  /** Seconds until the user could log in; null if that never happened. */
  readonly up: number | null;
  readonly seconds: number;
}

/** One check, with its result in each round. */
export interface Point {
  readonly id: string;
  readonly title: string;
  readonly why: string | null;
  /** The source line that asks for it. */
  readonly place: Place | null;
  /** In the order of the rounds. */
  readonly states: readonly PointState[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `unseen`: not checked, because an earlier step failed. `unasked`: there was nothing to check. */
export interface PointState {
  readonly state: 'held' | 'broken' | 'unseen' | 'unasked';
  readonly found: string;
}

export const rounds: Readonly<Record<RoundName, { readonly title: string; readonly when: string }>> = {
  boot: { title: 'First boot', when: 'after the first boot' },
  reboot: { title: 'Soft reboot', when: 'after a soft reboot' },
  reset: { title: 'Hard reset', when: 'after a hard reset' },
  deploy: { title: 'Deployment', when: 'on a deployed machine' },
};

/** Returns the worst result of a check over all rounds. */
export function verdict({ states }: Point): 'held' | 'broken' | 'unseen' {
  if (states.some(({ state }) => state === 'broken')) return 'broken';
  return states.some(({ state }) => state === 'unseen') ? 'unseen' : 'held';
}

/** Returns the checks that did not pass, or that could not be made. */
export const open = ({ points }: Verification): readonly Point[] =>
  points.filter((point) => verdict(point) !== 'held');

/** Returns the texts found by a check, each once, with the rounds in which they were found. */
export function findings(point: Point, names: readonly RoundName[]): { when: string; found: string }[] {
  const byWords = new Map<string, RoundName[]>();
  const asked = point.states.filter(({ state }) => state !== 'unasked').length;
  point.states.forEach(({ state, found }, i) => {
    if (state === 'held' || state === 'unasked') return;
    const words = state === 'unseen' ? 'not run' : found;
    addTo(byWords, words, names[i]!);
  });
  return [...byWords].map(([found, when]) => ({
    when: when.length === asked && asked > 1 ? 'always' : when.map((name) => rounds[name].when).join(', '),
    found,
  }));
}

/** In the form `Verified: all 44 checks pass`. */
export function verdictLine({ points }: Pick<Verification, 'points'>): string {
  const broken = points.filter((point) => verdict(point) === 'broken').length;
  const unseen = points.filter((point) => verdict(point) === 'unseen').length;
  const of = `${points.length} ${points.length === 1 ? 'check' : 'checks'}`;
  if (broken === 0 && unseen === 0) return `all ${of} pass`;
  const parts = [
    ...(broken === 0 ? [] : [`${broken} of ${of} ${broken === 1 ? 'fails' : 'fail'}`]),
    ...(unseen === 0 ? [] : [`${unseen} ${unseen === 1 ? 'was' : 'were'} not run`]),
  ];
  return parts.join(', ');
}
