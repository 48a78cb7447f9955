import type { Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'hint';

/** A problem found in a source, ready to be rendered. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence and in the author's terms. */
  readonly message: string;
  /** How to mend it; null when there is nothing to say. */
  readonly help: string | null;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly fix: Fix | null;
  /** Names of the targets that have the problem; empty when it does not depend on the target. */
  readonly targets: readonly string[];
  /** Set when the span covers a secret. No output of vkc repeats the text of such a span. */
  readonly secret?: true;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  /** A safe fix keeps the meaning that the author evidently intended. `--fix` applies only safe fixes. */
  readonly safe: boolean;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/**
 * An entry of the catalogue. In `message` and `help`, `{name}` is a parameter and `${name}` is not. `wrong`
 * shows the mistake, with the reported span between « and »; `right` shows it mended. Both are whole files.
 */
export interface CatalogueEntry {
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly why: string;
  readonly wrong: string;
  readonly right: string;
  /** The file that the examples show, if they are not `.vkimage` sources. */
  readonly file?: 'vkc.yaml';
  /** Limits that are lowered for the examples, so that they stay short. */
  readonly limits?: Readonly<Record<string, number>>;
}

type ParamsIn<Text extends string> = Text extends `${infer Before}{${infer Inner}}${infer Rest}`
  ? ParamIn<Before, Inner> | ParamsIn<Rest>
  : never;

/** Text that quotes the language, such as `${name}`, `\u{E9}` or a block, is not a parameter. */
type ParamIn<Before extends string, Inner extends string> = Inner extends `${string}{${infer Nested}`
  ? ParamsIn<`{${Nested}}`>
  : Before extends `${string}$` | `${string}\\u`
    ? never
    : Inner extends `${string}${' ' | '`' | '"' | '…'}${string}`
      ? never
      : Inner;

/**
 * The parameter names of an entry. They are derived from its texts, so a call that misses one does not
 * compile.
 */
export type Params<E extends CatalogueEntry> = Readonly<
  Record<ParamsIn<E['message']> | (E extends { help: infer H extends string } ? ParamsIn<H> : never), string>
>;

/** Declares one area of the catalogue and keeps the literal types. */
export function area<const T extends Readonly<Record<string, CatalogueEntry>>>(entries: T): T {
  return entries;
}

export interface Extra {
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  /**
   * A text that the author may have meant in place of the span. It is offered as an edit; `--fix` never
   * applies it.
   */
  readonly near?: string;
  /** Replaces the help of the entry, if the remedy depends on the case (a suggestion, for example). */
  readonly help?: string;
  /** Names the subject of the sentence, if the span does not show it. The message begins with it. */
  readonly inside?: string;
}

/** A fix that replaces a span with a text. */
export function writing(span: Span, text: string, safe = true): Fix {
  return { title: `Write \`${text.trim()}\``, safe, edits: [{ span, text }] };
}

/** What is described in words, such as `each item of …`, and so can begin a sentence. */
const DESCRIPTION = /^\{(what|where|object|left|found)\}/;

/** A message; a description at its beginning gets a capital letter. */
function sentence(message: string, fill: (text: string) => string): string {
  const text = fill(message);
  return DESCRIPTION.test(message) ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text;
}

const within = (place: string, sentence: string): string =>
  `${place}: ${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;

/** Returns the `diagnose` function of a catalogue. */
export function diagnoser<T extends Readonly<Record<string, CatalogueEntry>>>(catalogue: T) {
  return function diagnose<C extends keyof T & string>(
    code: C,
    span: Span,
    params: Params<T[C]>,
    extra: Extra = {},
  ): Diagnostic {
    const entry = catalogue[code] as CatalogueEntry;
    const fill = (text: string) =>
      text.replace(
        /(?<!\$|\\u)\{(\w+)\}/g,
        (whole, name: string) => (params as Record<string, string>)[name] ?? whole,
      );
    return {
      code,
      severity: entry.severity,
      message:
        extra.inside === undefined
          ? sentence(entry.message, fill)
          : within(extra.inside, fill(entry.message)),
      help: extra.help ?? (entry.help === undefined ? null : fill(entry.help)),
      span,
      related: extra.related ?? [],
      fix: extra.fix ?? (extra.near === undefined ? null : writing(span, extra.near, false)),
      targets: [],
    };
  };
}
