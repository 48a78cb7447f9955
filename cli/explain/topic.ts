/** A part of an explanation. Every field is optional. */
export interface Section {
  readonly title?: string;
  readonly text?: string;
  /** Shown as it is, indented. */
  readonly code?: string;
  /** Names, each with its description. */
  readonly items?: readonly { readonly head: string; readonly text: string }[];
}

/** A subject of `vkc explain` other than a code or a rule. */
export interface Topic {
  readonly name: string;
  /** The kind of subject, with an article: `a resource kind`. */
  readonly what: string;
  /** Called only when the topic is shown. */
  readonly sections: () => readonly Section[];
}
