const WIDE = /[^\0-\xff]/;
/** As many arguments as a call surely takes. */
const MOST = 4096;

/**
 * Returns what cuts parts out of a text, as narrow as their own letters allow. JavaScript engines keep a part as wide as the text that it was
 * cut from: with one Cyrillic comment every name of a file takes two bytes a letter, and regular expressions are compiled a second time for
 * those.
 */
export function slicer(text: string): (start: number, end: number) => string {
  if (!WIDE.test(text)) return (start, end) => text.slice(start, end);
  const narrow = narrowed(text);
  return (start, end) => {
    const part = narrow.slice(start, end);
    return part.includes('\0') ? text.slice(start, end) : part;
  };
}

/** The same text with zeros for what does not fit into a byte. */
function narrowed(text: string): string {
  let all = '';
  for (let from = 0; from < text.length; from += MOST) {
    const codes: number[] = [];
    const end = Math.min(text.length, from + MOST);
    for (let i = from; i < end; i++) {
      const code = text.charCodeAt(i);
      codes.push(code > 0xff ? 0 : code);
    }
    all += String.fromCharCode(...codes);
  }
  return all;
}
