import { parse } from '../../grammar/parse/parser.ts';
import { reparse } from '../../grammar/parse/reparse.ts';
import type { ParseResult } from '../../grammar/parse/parser.ts';

/** Of more files than a person works on, the ones that were asked for last. */
const MOST = 200;

interface Parsed {
  readonly text: string;
  readonly parsed: ParseResult;
}

/** By file the newest text, and the newest without mistakes: while a person types, there mostly are some. */
const kept = new Map<string, Parsed & { readonly sound: Parsed | null }>();

/**
 * Parses a file, unless its text is the one of last time; of a text that was edited, what the edit may have changed. The compiler, features and quick diagnostics ask for the same trees with each
 * keystroke, and of most files of a project the text has not changed.
 */
export function parseOnce(file: string, text: string): ParseResult {
  const before = kept.get(file);
  if (before !== undefined && before.text === text) return before.parsed;
  const sound = before?.sound ?? null;
  const parsed = (sound === null ? null : reparse(file, text, sound)) ?? parse(file, text);
  // The last one that was asked for is the last one to go.
  kept.delete(file);
  kept.set(file, { text, parsed, sound: parsed.diagnostics.length === 0 ? { text, parsed } : sound });
  if (kept.size > MOST) for (const [oldest] of kept) if (kept.size > MOST) kept.delete(oldest);
  return parsed;
}
