import type { Mode } from './mode.ts';

/** Lines and letters after which no end is looked for: what is so far away belongs to something else. */
const MOST_LINES = 20;
const MOST = 2000;

/**
 * The end of a string in whose interpolation a line ends too early: what Terraform allows. `at` is that line break, `modes` the string
 * and what is open in it. Null where the interpolation was just not closed.
 */
export function endOfBrokenString(text: string, at: number, modes: readonly Mode[]): number | null {
  if (modes.slice(1).some(({ kind }) => kind === 'string')) return null;
  let depth = modes.length - 1;
  let lines = 0;
  for (let i = at; i < Math.min(text.length, at + MOST); i++) {
    const c = text[i];
    if (c === '\n' && (depth === 0 || ++lines > MOST_LINES)) return null;
    if (depth > 0) {
      if (c === '{') depth++;
      else if (c === '}') depth--;
      else if (c === '"') {
        const inner = /"(?:[^"\\\r\n]|\\.)*"/y;
        inner.lastIndex = i;
        const found = inner.exec(text);
        if (found === null) return null;
        i += found[0].length - 1;
      }
    } else if (c === '\\') i++;
    else if (c === '"') return i + 1;
    else if (c === '$' && text[i + 1] === '{') {
      depth = 1;
      i++;
    }
  }
  return null;
}

/** What to do about it. */
export const BROKEN =
  'A text in `"` is on one line, and so is all that stands in it. Give the value a name with `let`, or put the text between `"""` and `"""`.';

/** True if these quotes, which begin their line, end the `"""` string around an interpolation that lacks its `}`. */
export function endsBlockString(text: string, at: number, modes: readonly Mode[]): boolean {
  if (modes.findLast(({ kind }) => kind === 'string')?.block !== true) return false;
  return /^"""[ \t]*(?:\r?\n|$)/.test(text.slice(at, at + 200));
}
