import type { Span } from './span.ts';

export type Severity = 'error' | 'warning' | 'hint';

/** One finding about the source, ready to be rendered. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong, in the author's words. */
  readonly message: string;
  /** What to do about it, or null. */
  readonly help: string | null;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly fix: Fix | null;
  /** The targets it is about; empty when it does not depend on the target. */
  readonly targets: readonly string[];
  /** Whether the span covers a secret, which no output of vkc repeats. */
  readonly secret?: true;
}

export interface Related {
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  /** Safe fixes keep the meaning the author evidently had; `--fix` applies only those. */
  readonly safe: boolean;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/**
 * An entry of the catalogue. `{name}` in `message` and `help` is a parameter, `${name}` is not. `wrong` shows
 * the mistake, with the span that is reported between « and »; `right` shows it mended. Both are whole files.
 */
export interface CatalogueEntry {
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly why: string;
  readonly wrong: string;
  readonly right: string;
  /** What the examples are, where they are no sources. */
  readonly file?: 'vkc.yaml';
}

type ParamsIn<Text extends string> = Text extends `${infer Before}{${infer Inner}}${infer Rest}`
  ? ParamIn<Before, Inner> | ParamsIn<Rest>
  : never;

/** What a text shows of the language, as `${name}`, `\u{E9}` or a block, is not a parameter. */
type ParamIn<Before extends string, Inner extends string> = Inner extends `${string}{${infer Nested}`
  ? ParamsIn<`{${Nested}}`>
  : Before extends `${string}$` | `${string}\\u`
    ? never
    : Inner extends `${string}${' ' | '`' | '"' | '…'}${string}`
      ? never
      : Inner;

/** The parameter names of an entry, read off its texts, so that a missing one does not compile. */
export type Params<E extends CatalogueEntry> = Readonly<
  Record<ParamsIn<E['message']> | (E extends { help: infer H extends string } ? ParamsIn<H> : never), string>
>;

/** Declares one area of the catalogue, keeping the literal types. */
export function area<const T extends Readonly<Record<string, CatalogueEntry>>>(entries: T): T {
  return entries;
}

export interface Extra {
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  /** What was perhaps meant in place of the span: an edit that is offered, and made by no `--fix`. */
  readonly near?: string;
  /** In place of the entry's help, where the remedy depends on the case (a suggestion). */
  readonly help?: string;
  /** What the sentence is about where the span does not show it: goes before it. */
  readonly inside?: string;
}

/** A fix that puts a text in the place of a span. */
export function writing(span: Span, text: string, safe = true): Fix {
  return { title: `Write \`${text.trim()}\``, safe, edits: [{ span, text }] };
}

const within = (place: string, sentence: string): string =>
  `${place}: ${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;

/** Makes the `diagnose` function of a catalogue. */
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
      message: extra.inside === undefined ? fill(entry.message) : within(extra.inside, fill(entry.message)),
      help: extra.help ?? (entry.help === undefined ? null : fill(entry.help)),
      span,
      related: extra.related ?? [],
      fix: extra.fix ?? (extra.near === undefined ? null : writing(span, extra.near, false)),
      targets: [],
    };
  };
}
