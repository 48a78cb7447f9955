/** What the generated pages of `docs` are written with. */

/** A whole page; Prettier has the last word on how it looks. */
export function document(parts: readonly string[]): string {
  return `<!-- Made by build.mjs --docs. -->\n\n${parts.join('\n\n')}\n`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** Words as Markdown on one line: what stands in backticks is code there too, the rest is words. */
export function prose(text: string): string {
  return text
    .replaceAll('\n', ' ')
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*_<[\]{}$]/g, '\\$&')))
    .join('');
}

/** With a fence that nothing in the text can end. */
export function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

export function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** The first sentence, for lists. */
export function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, '.').replaceAll('\n', ' ') ?? text;
}
