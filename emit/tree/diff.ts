/** Lines around a change. */
const context = 3;
/** Product of line counts up to which the shortest way from one text to the other is looked for. */
const affordable = 16_000_000;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A unified diff of two texts, without the lines that name the files; empty when they are the same. */
export function unifiedDiff(before: string, after: string): string {
  const edits = compare(split(before), split(after));
  const changed = edits.flatMap((edit, i) => (edit.sign === ' ' ? [] : [i]));
  const out: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  let done = 0;
  for (let i = 0; i < changed.length;) {
    let last = i;
    while (changed[last + 1] !== undefined && changed[last + 1]! - changed[last]! <= 2 * context) last++;
    const start = Math.max(done, changed[i]! - context);
    const end = Math.min(edits.length, changed[last]! + context + 1);
    oldLine += count(edits.slice(done, start), '-');
    newLine += count(edits.slice(done, start), '+');
    const hunk = edits.slice(start, end);
    const sizes = [count(hunk, '-'), count(hunk, '+')] as const;
    out.push(`@@ -${range(oldLine, sizes[0])} +${range(newLine, sizes[1])} @@`);
    for (const { sign, text } of hunk) {
      out.push(sign + (text.endsWith('\n') ? text.slice(0, -1) : `${text}\n\\ No newline at end of file`));
    }
    oldLine += sizes[0];
    newLine += sizes[1];
    done = end;
    i = last + 1;
  }
  return out.map((line) => `${line}\n`).join('');
}

const range = (start: number, size: number): string =>
  size === 1 ? String(start) : `${size === 0 ? start - 1 : start},${size}`;

/** Lines that the old (`-`) or the new text (`+`) has, those that both have included. */
const count = (edits: readonly Edit[], side: '-' | '+'): number =>
  edits.filter(({ sign }) => sign === ' ' || sign === side).length;

/** Lines with their line breaks. */
const split = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const kept = (texts: readonly string[]): Edit[] => texts.map((text) => ({ sign: ' ', text }));

function compare(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  return [
    ...kept(before.slice(0, head)),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...kept(before.slice(before.length - tail)),
  ];
}

/** By the longest common subsequence. */
function compareMiddle(before: readonly string[], after: readonly string[]): Edit[] {
  const removed = before.map((text): Edit => ({ sign: '-', text }));
  const added = after.map((text): Edit => ({ sign: '+', text }));
  if (removed.length * added.length > affordable) return [...removed, ...added];
  const width = added.length + 1;
  const longest = new Uint32Array((removed.length + 1) * width);
  for (let i = removed.length - 1; i >= 0; i--) {
    for (let j = added.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        before[i] === after[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  const out: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < removed.length && j < added.length) {
    if (before[i] === after[j]) {
      out.push({ sign: ' ', text: before[i]! });
      i++;
      j++;
    } else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) out.push(removed[i++]!);
    else out.push(added[j++]!);
  }
  return [...out, ...removed.slice(i), ...added.slice(j)];
}
