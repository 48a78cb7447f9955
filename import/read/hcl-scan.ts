/** A block of HCL: where it begins, and where it stands among those of its sort. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  /** Blocks that it stands in. */
  readonly path: readonly HclBlock[];
  /** The comment right above it. */
  readonly comment: string | null;
}

const HEAD = /([A-Za-z_][\w-]*)((?:\s+(?:"(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*))*)\s*$/;

/** The blocks of a text in order. The parser for HCL keeps neither their places nor comments. */
export function scanHcl(text: string): HclBlock[] {
  const found: HclBlock[] = [];
  const open: (HclBlock | null)[] = [];
  let line = 1;
  let head = '';
  let comments: string[] = [];
  let fresh = true;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === '\n') {
      if (fresh && head.trim() === '') comments = [];
      line++;
      head = '';
      fresh = true;
      continue;
    }
    if (letter === '#' || text.startsWith('//', i)) {
      const end = endOf(text, '\n', i);
      if (head.trim() === '')
        comments.push(
          text
            .slice(i, end)
            .replace(/^(#+|\/\/)\s?/, '')
            .trimEnd(),
        );
      fresh = false;
      i = end - 1;
      continue;
    }
    if (text.startsWith('/*', i)) {
      const end = endOf(text, '*/', i + 2);
      line += count(text.slice(i, end));
      i = end + 1;
      continue;
    }
    const heredoc = /^<<-?([A-Za-z_]\w*)\r?\n/.exec(text.slice(i, i + 80));
    if (heredoc !== null) {
      const end = new RegExp(`\\n[ \\t]*${heredoc[1]!}[ \\t]*(?=\\r?\\n|$)`).exec(text.slice(i));
      const stop = end === null ? text.length : i + end.index + end[0].length;
      line += count(text.slice(i, stop));
      i = stop - 1;
      head = '';
      continue;
    }
    if (letter === '"') {
      const end = stringEnd(text, i);
      head += text.slice(i, end + 1);
      line += count(text.slice(i, end));
      i = end;
      fresh = false;
      continue;
    }
    if (letter === '{') {
      const match = head.includes('=') || head.includes('(') ? null : HEAD.exec(head);
      if (match === null) open.push(null);
      else {
        const labels = [...match[2]!.matchAll(/"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w-]*)/g)].map(
          ([, a, b]) => a ?? b!,
        );
        const block: HclBlock = {
          type: match[1]!,
          labels,
          line,
          path: open.filter((each) => each !== null),
          comment: comments.length === 0 ? null : comments.join('\n'),
        };
        found.push(block);
        open.push(block);
      }
      comments = [];
      head = '';
    } else if (letter === '}') {
      open.pop();
      head = '';
    } else {
      head += letter;
      if (!/\s/.test(letter)) fresh = false;
    }
  }
  return found;
}

const count = (text: string) => text.split('\n').length - 1;

function endOf(text: string, what: string, from: number): number {
  const end = text.indexOf(what, from);
  return end < 0 ? text.length : end;
}

/** The closing quote, past what stands in `${ }`. */
function stringEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text.startsWith('${', i) || text.startsWith('%{', i)) {
      depth++;
      i++;
    } else if (depth > 0 && text[i] === '}') depth--;
    else if (depth === 0 && (text[i] === '"' || text[i] === '\n')) return text[i] === '"' ? i : i - 1;
  }
  return text.length;
}

const MOST_LEVELS = 500;

/** Whether brackets or signs stand in each other more often than anybody writes; strings count too, since templates in them nest. */
export function isNestedDeeply(text: string): boolean {
  let level = 0;
  for (const [sign] of text.matchAll(/[[\](){}]/g)) {
    level = '[({'.includes(sign) ? level + 1 : Math.max(0, level - 1);
    if (level > MOST_LEVELS) return true;
  }
  return new RegExp(`(?:[!-][ \\t]*){${MOST_LEVELS}}`).test(text);
}
