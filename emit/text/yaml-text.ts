/**
 * How one text is written in YAML so that readers of 1.1 (PyYAML, Ansible) and of 1.2 get exactly that text, yamllint
 * has nothing to say, and it looks as a person would write it.
 */

/** Longest line that yamllint is told to accept. */
export const maxLine = 160;
/** Longest line that is left alone, and the width at which a longer one is wrapped. */
const keepUpTo = 140;
const wrapAt = 110;

const indicator = 2;

/** Words that some reader takes for a bool, a null or a number. */
const special = /^(?:y|n|yes|no|on|off|true|false|null|\.?nan|\.?inf)$/i;
/** Latin and Cyrillic by their numbers: what a letter is depends on the version of Unicode. */
const plainText =
  /^(?:[A-Za-z\u00c0-\u024f\u0400-\u04ff_/($]|\.\/?[A-Za-z]|[0-9]+ [A-Za-z])[A-Za-z\u00c0-\u024f\u0400-\u04ff0-9 _./@+=,()'"~^$<>;&|!?*%:[\]{}#-]*$/;
const sizeWord = /^[1-9][0-9]*[KMGT]$/;
const template = /\{[{%#]/;
/** What cannot be seen, or what some reader takes for a line break or refuses: always written as an escape. */
const hidden = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\ufffe\uffff]/u;

/** Whether Ansible would take the text for a template. */
export function looksLikeTemplate(text: string): boolean {
  return template.test(text);
}

/** Whether the text can stand without quotes in a block collection and is nothing but text to every reader. */
function isPlain(text: string): boolean {
  if (sizeWord.test(text)) return true;
  return (
    plainText.test(text) &&
    !special.test(text) &&
    !template.test(text) &&
    !text.endsWith(':') &&
    !text.endsWith(' ') &&
    !/: | #| {2}/.test(text)
  );
}

/** One line, plain or quoted. */
export function inlineText(text: string): string {
  if (isPlain(text)) return text;
  if (/["\\]/.test(text) && !text.includes("'") && !hidden.test(text) && !/[\n\t]/.test(text)) {
    return `'${text}'`;
  }
  return `"${[...text].map(escapeCharacter).join('')}"`;
}

/**
 * The lines of a text as a value. The first goes behind the key or dash, which takes up `column` characters with its
 * space; the others are to be indented by `indent`, and those that are empty stay empty.
 */
export function textLines(
  text: string,
  column: number,
  indent: number,
  { tag, quoted }: { tag: string; quoted: boolean },
): string[] {
  const head = tag === '' ? '' : `${tag} `;
  if (quoted) {
    const inline = `${head}"${[...text].map(escapeCharacter).join('')}"`;
    return column + inline.length <= maxLine ? [inline] : quotedLines(text, column, indent, head);
  }
  if (text.includes('\n')) return literalBlock(text, indent, head) ?? quotedLines(text, column, indent, head);
  const inline = head + inlineText(text);
  const width = column + inline.length;
  if (width <= keepUpTo || (width <= maxLine && !text.includes(' '))) return [inline];
  return foldedBlock(text, head) ?? quotedLines(text, column, indent, head);
}

/** `|` or `|-`; null when a line could not be kept exactly, or yamllint would mind it. */
function literalBlock(text: string, indent: number, head: string): string[] | null {
  // A block that keeps its last empty lines would swallow the one that separates it from the next task.
  if (hidden.test(text) || /^\n*$/.test(text) || text.endsWith('\n\n')) return null;
  if (/[ \t](?:\n|$)/.test(text) || text.includes('\n\n\n\n') || text.startsWith('\n\n\n')) return null;
  const lines = text.replace(/\n$/, '').split('\n');
  if (lines.some((line) => indent + line.length > maxLine && /\s/.test(line))) return null;
  const first = lines.find((line) => line !== '')!;
  // Without it a reader takes the blanks for indentation, and libyaml refuses the tab.
  const indicated = /^[ \t]/.test(first) ? String(indicator) : '';
  return [`${head}|${indicated}${text.endsWith('\n') ? '' : '-'}`, ...lines];
}

/** `>-`: one long line, wrapped at single spaces, which readers put back. */
function foldedBlock(text: string, head: string): string[] | null {
  if (hidden.test(text) || /^[ \t]|[ \t]$/.test(text)) return null;
  const lines = [''];
  for (const word of wordsOf(text)) {
    const last = lines.at(-1)!;
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length > wrapAt) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  if (lines.some((line) => line.length > wrapAt && /\s/.test(line))) return null;
  return [`${head}>-`, ...lines];
}

/** Words between single spaces; a template is one word, which nobody would break. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let open = false;
  for (const part of text.split(/(?<=[^ \t]) (?=[^ \t])/)) {
    if (open) words[words.length - 1] += ` ${part}`;
    else words.push(part);
    const word = words.at(-1)!;
    open = word.lastIndexOf('{{') > word.lastIndexOf('}}');
  }
  return words;
}

/** Double quotes over several lines: one for each line of the text, and more where those are long. */
function quotedLines(text: string, column: number, indent: number, head: string): string[] {
  const lines: string[] = [];
  let line = `${head}"`;
  let width = column + line.length;
  const breakLine = (): void => {
    lines.push(`${line}\\`);
    line = '';
    width = indent;
  };
  const characters = [...text];
  characters.forEach((character, i) => {
    let written = escapeCharacter(character);
    if (width + written.length > wrapAt && line !== '' && (character === ' ' || width > maxLine - 20)) {
      breakLine();
    }
    // Readers drop the blanks that a continued line begins with.
    if (line === '' && written === ' ') written = '\\ ';
    line += written;
    width += written.length;
    if (character === '\n' && i < characters.length - 1) breakLine();
  });
  lines.push(`${line}"`);
  return lines;
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
};

function escapeCharacter(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  if (!hidden.test(character)) return character;
  const code = character.codePointAt(0)!;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
