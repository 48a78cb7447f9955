import type { MergedRow } from '../contents/rows.ts';
import type { Severity } from '../../grammar/diagnostic.ts';
import type { Category, Contents } from '../../compiler/sdk/contents.ts';
import type { State } from '../html/states.ts';
/**
 * What people who sign off images want to know, before it is written as a page, as Markdown or as XML. All text is
 * plain; nothing in it depends on the clock or the machine.
 */
export interface CheckReport {
  readonly images: readonly ImageReport[];
  /** Mistakes of the source for which no image could be judged. */
  readonly mistakes: readonly Finding[];
  /** The day that was asked for, or null. */
  readonly date: string | null;
  readonly version: string;
  readonly totals: Totals;
}

export interface Totals {
  readonly targets: number;
  readonly requirements: number;
  /** By `State`, counted once for each target. */
  readonly states: ReadonlyMap<State, number>;
  readonly ready: boolean;
}

export interface ImageReport {
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  readonly description: string | null;
  /** The file that declares it. */
  readonly file: string;
  readonly targets: readonly TargetReport[];
  readonly systems: readonly SystemReport[];
  readonly topics: readonly {
    readonly name: string;
    readonly about: string;
    readonly rules: readonly Requirement[];
  }[];
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedReport[];
  /** What the source itself expects of the booted image, beside the requirements. */
  readonly expected: readonly Expectation[];
  readonly contents: readonly Section[];
  readonly ready: boolean;
}

export interface TargetReport {
  readonly name: string;
  /** `Ubuntu 24.04 LTS, large` */
  readonly title: string;
  /** `ubuntu24-large`: what tells it from the other targets. */
  readonly short: string;
  readonly disk: string;
  readonly memory: string;
  readonly user: string;
}

export interface SystemReport {
  readonly title: string;
  readonly url: string;
  readonly checksum: string;
  /** `2029-05` */
  readonly endOfLife: string;
}

/** Something that shows that a requirement is met. */
export interface Evident {
  /** In words, with `backticks` around names. */
  readonly what: string;
  /** A line of the source, or a file of the tree; null where there is none. */
  readonly place: string | null;
  /** In words, on which targets; empty when it is on all. */
  readonly where: string;
  /** Those targets, by their number. */
  readonly on: readonly number[];
}

/** A rule, or an invariant of the compiler, with what it comes to on each target. */
export interface Requirement {
  readonly id: string;
  /** Codes of the findings that are about it. */
  readonly codes: readonly string[];
  readonly by: 'rule' | 'compiler';
  readonly title: string;
  readonly why: string;
  /** Headings of docs/platform.md, by their anchors. */
  readonly sources: readonly string[];
  readonly proof: string;
  /** In the order of the targets. */
  readonly states: readonly State[];
  readonly evidence: readonly Evident[];
  /** What the booted image is asked, and the line that it is about. */
  readonly assertions: readonly { readonly title: string; readonly place: string }[];
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly place: string;
  /** Short names of targets; empty when it is on all. */
  readonly targets: readonly string[];
}

export interface AllowedReport extends Finding {
  readonly reason: string;
  /** Where the `allow` stands. */
  readonly allowedAt: string;
}

export interface Expectation {
  /** A sentence without its full stop. */
  readonly title: string;
  /** Asked after the start phase, on a deployed machine. */
  readonly deployed: boolean;
  readonly place: string;
  /** In words, on which targets; empty when it is on all. */
  readonly where: string;
}

/** Everything of one sort. */
export interface Section {
  readonly category: Category;
  readonly phase: keyof Contents;
  readonly title: string;
  readonly rows: readonly MergedRow[];
}
