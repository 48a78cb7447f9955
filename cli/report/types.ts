import type { MergedRow } from '../contents/rows.ts';
import type { Severity } from '../../grammar/diagnostic.ts';
import type { Category, Contents } from '../../compiler/sdk/contents.ts';
import type { State } from '../html/states.ts';
/**
 * The data of the report for people who approve images, before it is rendered as a page, Markdown or XML. All
 * text is plain. It does not depend on the clock or the machine.
 */
export interface CheckReport {
  readonly images: readonly ImageReport[];
  /** Errors in the source because of which images could not be checked. */
  readonly mistakes: readonly Finding[];
  /** The date given for the check, or null. */
  readonly date: string | null;
  readonly version: string;
  readonly totals: Totals;
}

export interface Totals {
  readonly targets: number;
  readonly requirements: number;
  /** The number of requirements in each `State`, summed over the targets. */
  readonly states: ReadonlyMap<State, number>;
  readonly ready: boolean;
}

export interface ImageReport {
  readonly name: string;
  readonly title: string;
  readonly version: string | null;
  readonly description: string | null;
  /** The file that declares the image. */
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
  /** The expectations that the source itself states for the booted image, besides the requirements. */
  readonly expected: readonly Expectation[];
  readonly contents: readonly Section[];
  readonly ready: boolean;
}

export interface TargetReport {
  readonly name: string;
  /** Such as `Ubuntu 24.04 LTS, large`. */
  readonly title: string;
  /** A name that is unique within the image, such as `ubuntu24-large`. */
  readonly short: string;
  readonly disk: string;
  readonly memory: string;
  readonly user: string;
}

export interface SystemReport {
  readonly title: string;
  readonly url: string;
  readonly checksum: string;
  /** In the form `2029-05`. */
  readonly endOfLife: string;
}

/** Evidence that a requirement is met. */
export interface Evident {
  /** A description, with `backticks` around names. */
  readonly what: string;
  /** A line of the source or a file of the tree; null if there is none. */
  readonly place: string | null;
  /** Names the targets in words; empty if it applies to all. */
  readonly where: string;
  /** The numbers of these targets. */
  readonly on: readonly number[];
}

/** A rule or an invariant, with its state on each target. */
export interface Requirement {
  readonly id: string;
  /** Codes of the diagnostics that report a violation. */
  readonly codes: readonly string[];
  readonly by: 'rule' | 'compiler';
  readonly title: string;
  readonly why: string;
  /** Anchors of headings in docs/platform.md. */
  readonly sources: readonly string[];
  readonly proof: string;
  /** One per target, in the order of the targets. */
  readonly states: readonly State[];
  readonly evidence: readonly Evident[];
  /** The boot checks, each with the source line that it is about. */
  readonly assertions: readonly { readonly title: string; readonly place: string }[];
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string | null;
  readonly place: string;
  /** Short names of the targets; empty if it applies to all. */
  readonly targets: readonly string[];
}

export interface AllowedReport extends Finding {
  readonly reason: string;
  /** The place of the `allow`. */
  readonly allowedAt: string;
}

export interface Expectation {
  /** A sentence without its full stop. */
  readonly title: string;
  /** True if it is checked after the start phase, on a deployed machine. */
  readonly deployed: boolean;
  readonly place: string;
  /** Names the targets in words; empty if it applies to all. */
  readonly where: string;
}

/** All contents of one category. */
export interface Section {
  readonly category: Category;
  readonly phase: keyof Contents;
  readonly title: string;
  readonly rows: readonly MergedRow[];
}
