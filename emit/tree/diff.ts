import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';

/** Lines around a change. */
const context = 3;
/** Up to this many changed lines the shortest way from one text to the other is looked for. */
const maxEditLength = 2000;

/** A unified diff of two texts, without the lines that name the files; empty if they are the same. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context, maxEditLength });
  return patch === undefined ? replaced(before, after) : formatPatch(patch, OMIT_HEADERS);
}

/** One hunk that takes out all of the old text and puts in the new one. */
function replaced(before: string, after: string): string {
  const old = lines(before);
  const made = lines(after);
  const range = (texts: readonly string[]) => `${texts.length === 0 ? 0 : 1},${texts.length}`;
  const signed = (sign: string, texts: readonly string[]) =>
    texts.map((text) =>
      text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
    );
  return [`@@ -${range(old)} +${range(made)} @@\n`, ...signed('-', old), ...signed('+', made)].join('');
}

/** Lines with their line breaks. */
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
