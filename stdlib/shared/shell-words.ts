/** The words of a command line as a shell divides it, without their quotes. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [whole] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+/gs)) {
    words.push(
      whole.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, escaped, double, single) =>
        String(escaped ?? single ?? (double as string).replace(/\\(["\\$`])/g, '$1')),
      ),
    );
  }
  return words;
}

/** Words after which a command begins, and those that stand before one. */
const BEFORE = /^(?:if|then|else|elif|do|while|until|!|\{|\(|time|sudo|exec|command|env|nice)$/;
/** Words that are no command themselves. */
const STRUCTURE = /^(?:fi|done|esac|\}|\)|in|;;)$/;

/** The programs that a script calls; `?` where that cannot be said. */
export function programsIn(script: string): ReadonlySet<string> {
  const found = new Set<string>();
  // What follows is no command but a text.
  if (/<<-?\s*["']?\w/.test(script) || /\bcase\b/.test(script)) return new Set(['?']);
  const plain = script
    .replace(/\\\n/g, ' ')
    .replace(/'[^']*'/g, "''")
    .replace(/^\s*#.*$/gm, '')
    .replace(/\$\(\(|\)\)/g, ' ')
    .replace(/\$\(|`/g, '\n')
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""');
  for (const part of plain.split(/\n|&&|\|\||[|;&]/)) {
    const words = part.trim().split(/\s+/).filter(Boolean);
    if (words[0] === 'for' || words[0] === 'select') continue;
    while (words.length > 0 && (BEFORE.test(words[0]!) || /^\w+=/.test(words[0]!))) words.shift();
    const program = words[0]?.replace(/^["'(]+|["')]+$/g, '');
    if (program === undefined || program === '' || STRUCTURE.test(words[0]!) || /^[<>\d]/.test(program))
      continue;
    found.add(/^[\w./+[\]:-]+$/.test(program) ? program.replace(/^.*\//, '') : '?');
  }
  return found;
}
