import { parse } from '../../grammar/parse/parser.ts';
import type { ParseResult } from '../../grammar/parse/parser.ts';

/** Of more files than a person works on, the ones that were asked for last. */
const MOST = 200;

const kept = new Map<string, { readonly text: string; readonly parsed: ParseResult }>();

/**
 * Parses a file, unless its text is the one of last time. The compiler, features and quick diagnostics ask for the same trees with each
 * keystroke, and of most files of a project the text has not changed.
 */
export function parseOnce(file: string, text: string): ParseResult {
  const before = kept.get(file);
  if (before !== undefined && before.text === text) return before.parsed;
  const parsed = parse(file, text);
  // The last one that was asked for is the last one to go.
  kept.delete(file);
  kept.set(file, { text, parsed });
  if (kept.size > MOST) for (const [oldest] of kept) if (kept.size > MOST) kept.delete(oldest);
  return parsed;
}
