/** Something that a rule can cite: a heading of docs/platform.md. */
export interface Entry {
  /** The heading. Its anchor on the page, and the id that rules cite, follow from it. */
  readonly title: string;
  /** What is asked for and why, in sentences, with `backticks` around names. */
  readonly text: string;
  /** Where a document is. */
  readonly url?: string;
  /** Titles of the documents that say so. */
  readonly documents?: readonly string[];
  /** What no rule holds, and who sees to it instead. */
  readonly otherwise?: string;
}

/** A part of docs/platform.md. */
export interface Section {
  readonly title: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

/** The anchor of a heading, as GitHub, GitLab and the site make it. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
