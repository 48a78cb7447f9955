import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { Source } from '../model/source.ts';

/** Finds the secrets in a text, in order; gives the first ones of a text with many. */
export type FindSecrets = (text: string) => readonly { readonly start: number; readonly end: number }[];

interface Shown {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, Source>;
}

/**
 * Puts dots in the place of secrets, in the sources that the diagnostics show and in their sentences: what is printed
 * stays in the logs of pipelines.
 */
export function withoutSecrets({ diagnostics, sources }: Shown, find: FindSecrets = () => []): Shown {
  const shown = new Map(sources);
  const secrets = new Set<string>();
  const files = new Set(
    diagnostics.flatMap(({ span, related }) =>
      [span, ...related.map((each) => each.span)].map(({ file }) => file),
    ),
  );
  for (const file of files) {
    const source = sources.get(file);
    if (source === undefined) continue;
    let { text } = source;
    for (const { start, end } of spansIn(text, find)) {
      secrets.add(text.slice(start, end));
      text = text.slice(0, start) + dots(text.slice(start, end)) + text.slice(end);
    }
    for (const { span, secret } of diagnostics) {
      if (!secret || span.file !== file) continue;
      text = text.slice(0, span.start) + dots(text.slice(span.start, span.end)) + text.slice(span.end);
    }
    if (text !== source.text) shown.set(file, new Source(file, text));
  }
  return { diagnostics: diagnostics.map((each) => said(each, secrets)), sources: shown };
}

/** Keeps the places of everything else in the text. */
const dots = (text: string): string => text.replace(/[^\n]/g, '•');

function spansIn(text: string, find: FindSecrets) {
  const all: { start: number; end: number }[] = [];
  for (let from = 0; ;) {
    const found = find(text.slice(from)).filter(({ end }) => end > 0);
    if (found.length === 0) return all;
    for (const { start, end } of found) all.push({ start: from + start, end: from + end });
    from = all.at(-1)!.end;
  }
}

/** Shorter ones could be any word of a sentence. */
const SHORTEST = 8;

function said(each: Diagnostic, secrets: ReadonlySet<string>): Diagnostic {
  const plain = (text: string) => {
    for (const secret of secrets) if (secret.length >= SHORTEST) text = text.replaceAll(secret, dots(secret));
    return text;
  };
  const { fix } = each;
  if (secrets.size === 0) return each;
  return {
    ...each,
    message: plain(each.message),
    help: each.help === null ? null : plain(each.help),
    related: each.related.map((other) => ({ ...other, message: plain(other.message) })),
    // Whoever applies a fix would write the dots.
    fix: fix?.edits.every(({ text }) => plain(text) === text) ? { ...fix, title: plain(fix.title) } : null,
  };
}
