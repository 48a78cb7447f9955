/** Text as a terminal shows it: tabs expanded, control characters visible, widths in columns. */

/** One character as people count them, with what is shown for it. */
export interface Cell {
  /** UTF-16 offset in the text that it was made from. */
  readonly start: number;
  readonly shown: string;
  /** Columns. */
  readonly width: number;
}

const TAB = 4;

/** The cells of one line. Nothing in `shown` can move the cursor or change the terminal. */
export function cells(line: string): Cell[] {
  const out: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes(line)) {
    let shown = segment;
    if (segment === '\t') shown = ' '.repeat(TAB - (column % TAB));
    else shown = visible(segment);
    const width = shown === segment ? graphemeWidth(segment) : columns(shown);
    out.push({ start: index, shown, width });
    column += width;
  }
  return out;
}

/** Columns that a text takes; it must hold no control characters. */
export function columns(text: string): number {
  if (isAscii(text)) return text.length;
  let sum = 0;
  for (const { segment } of graphemes(text)) sum += graphemeWidth(segment);
  return sum;
}

/**
 * Control characters, and those that reorder or hide text, in a form that can be seen: `␛`, `<U+202E>`. Applied to
 * whatever comes from a source before it reaches a terminal.
 */
export function visible(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\0-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e001f}]/gu,
    (c) => {
      const code = c.codePointAt(0)!;
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      if (code === 0x7f) return '\u2421';
      return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
    },
  );
}

let segmenter: Intl.Segmenter | null = null;

function graphemes(text: string): Iterable<{ segment: string; index: number }> {
  if (isAscii(text)) return [...text].map((segment, index) => ({ segment, index }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text);
}

function graphemeWidth(grapheme: string): number {
  if (/^[\u{1f1e6}-\u{1f1ff}]{2}$/u.test(grapheme)) return 2;
  if (/\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u.test(grapheme)) return 2;
  if (/^\p{M}+$/u.test(grapheme)) return 0;
  return isWide(grapheme.codePointAt(0)!) ? 2 : 1;
}

/** East Asian Wide and Fullwidth, merged over code points that no version of Unicode makes narrow. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([from, to]) => code >= from && code <= to);
}
