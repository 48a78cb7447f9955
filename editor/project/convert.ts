/** What a text of Ansible or Packer comes to in the language. */
export interface Converted {
  /** Null if there is nothing that can be converted. */
  readonly text: string | null;
  /** Whether it is an image, and not what stands in one. */
  readonly isImage: boolean;
  /** What was not understood, as sentences. */
  readonly notes: readonly string[];
}

/** Converts a text; `inside` if the result stands in an image or a role. It is loaded when it is first called. */
export type Convert = (text: string, inside: boolean) => Promise<Converted>;
