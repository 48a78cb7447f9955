/** The name that was most likely meant, or null: the same but for case and dashes, or within a few letters. */
export function suggest(name: string, known: Iterable<string>): string | null {
  const names = first(known, MOST);
  const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]/g, '');
  const wanted = plain(name);
  const alike = names.find((each) => plain(each) === wanted);
  if (alike !== undefined) return alike;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const each of names) {
    const d = distance(wanted, plain(each), least);
    if (d < least) {
      least = d;
      best = each;
    }
  }
  return best;
}

/** Names that are compared; in scope the nearest come first. */
const MOST = 1000;

function first(names: Iterable<string>, most: number): string[] {
  const found: string[] = [];
  for (const name of names) {
    if (found.length === most) break;
    found.push(name);
  }
  return found;
}

/** Insertions, deletions, substitutions and swaps of neighbours; `bound` when there are at least that many. */
export function distance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, before[j - 2]! + 1);
      row.push(d);
    }
    if (Math.min(...row) >= bound) return bound;
    before = last;
    last = row;
  }
  return Math.min(last[b.length]!, bound);
}

/** `Did you mean …?`, with the name that takes the place of what is reported; undefined when none is near. */
export function didYouMean(
  name: string,
  known: Iterable<string>,
): { help: string; near: string } | undefined {
  const near = suggest(name, known);
  return near === null ? undefined : { help: `Did you mean \`${near}\`?`, near };
}
