import { braceExpand, Minimatch } from 'minimatch';

/** Number of patterns that the groups of one pattern may stand for: `{a,b}{c,d}` stands for four. */
const alternatives = 1000;
const longest = 10_000;
const options = {
  nocomment: true,
  nonegate: true,
  noext: true,
  platform: 'linux',
  braceExpandMax: alternatives,
} as const;

/**
 * Returns a test for names. `*` and `?` stand for characters of one path part, `**` for any number of parts; `[abc]`,
 * `[a-z]`, `[!a]` and `{a,b}` are known, and `\` takes a character literally. A leading dot is matched only when written.
 * A pattern with a problem matches nothing.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  if (globProblem(pattern) !== null) return () => false;
  const compiled = new Minimatch(pattern, options);
  return (name) => compiled.match(name);
}

/** What is wrong with a pattern, as a sentence without its full stop; null if nothing is. */
export function globProblem(pattern: string): string | null {
  if (pattern.length > longest) return `it is longer than ${longest} characters`;
  for (const [set] of pattern.matchAll(/(?<!\\)\[[^\]]+\]/gu)) {
    for (const [range, from, to] of set.slice(1, -1).matchAll(/([^\\])-([^\\])/gu)) {
      if (from!.codePointAt(0)! > to!.codePointAt(0)!)
        return `the range \`${range}\` in \`${set}\` runs backwards`;
    }
  }
  const expanded = braceExpand(pattern, { ...options, braceExpandMax: alternatives + 1 });
  return expanded.length > alternatives ? `its groups stand for more than ${alternatives} patterns` : null;
}
