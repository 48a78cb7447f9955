/** A part of an explanation, with what stands in it; each may be missing. */
export interface Section {
  readonly title?: string;
  readonly text?: string;
  /** Written as it is, indented. */
  readonly code?: string;
  /** Names, each with what is said of it. */
  readonly items?: readonly { readonly head: string; readonly text: string }[];
}

/** Something that `vkc explain` knows besides codes and rules. */
export interface Topic {
  readonly name: string;
  /** With an article: `a resource kind`. */
  readonly what: string;
  /** Built when it is asked for. */
  readonly sections: () => readonly Section[];
}
