import { builtinModules, taskKeywords } from '../../compiler/language/ansible-modules.ts';

/** Lines of a document that are Ansible or Packer. */
export interface ForeignText {
  /** Offsets of the first of its lines and of the end of the last one. */
  readonly start: number;
  readonly end: number;
  /** The text by itself: its outermost lines are not indented. */
  readonly text: string;
  /** What it is, in words for the author: "the Ansible task". */
  readonly title: string;
}

interface Stretch {
  /** The line after the last one. */
  readonly stop: number;
  readonly indent: number;
  readonly title: string;
}

const KEY = /^(\s*)(- +)?["']?([\w.]+)["']?\s*:(?=\s|$)/;
const BLOCK =
  /^\s*(source|build|provisioner|post-processor|variable|locals|packer|data)\b((?:\s+"[^"\n]*")*)\s*\{/;
const OF_PLAY = /^(hosts|import_playbook)$/;
const ACTION = /^(block|action|local_action|include)$/;
/** A line that most texts do not have. */
const HINT =
  /^[ \t]*(- +)?["']?[\w.]+["']?[ \t]*:(?=\s|$)|^[ \t]*(source|build|provisioner)\b|^[ \t]*\{[ \t\r]*(\n|")/m;

/** The stretches of a text that are tasks or plays of Ansible, or blocks or templates of Packer. Nothing in the language looks like them. */
export function foreignTexts(text: string): ForeignText[] {
  if (!HINT.test(text)) return [];
  const raw = text.split('\n');
  const lines = raw.map((line) => line.replace(/\r$/, ''));
  const found: ForeignText[] = [];
  let offset = 0;
  for (let i = 0; i < lines.length;) {
    const stretch = yamlAt(lines, i) ?? hclAt(lines, i) ?? jsonAt(lines, i);
    const stop = stretch?.stop ?? i + 1;
    const after = raw.slice(i, stop).reduce((at, line) => at + line.length + 1, offset);
    if (stretch !== null) {
      const end = after - 1 - (raw[stop - 1]!.length - lines[stop - 1]!.length);
      const own = outdented(lines.slice(i, stop), stretch.indent);
      found.push({ start: offset, end, text: `${own}\n`, title: stretch.title });
    }
    offset = after;
    i = stop;
  }
  return found;
}

const indentOf = (line: string): number => /^\s*/.exec(line)![0].length;
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** Editors paste the first line where the cursor is, and the others as they were: it may stand deeper than those below it. */
const outdented = (lines: readonly string[], indent: number): string =>
  lines.map((line, i) => line.slice(Math.min(i === 0 ? Infinity : indent, indentOf(line)))).join('\n');

function yamlAt(lines: readonly string[], from: number): Stretch | null {
  const start = /^---\s*$/.test(lines[from]!) ? next(lines, from + 1) : from;
  const [, blanks, dash, first] = KEY.exec(lines[start] ?? '') ?? [];
  if (first === undefined) return null;
  const isList = dash !== undefined;
  const second = lines[next(lines, start + 1)] ?? '';
  const below = KEY.exec(second);
  // The keys of an item stand below its first one.
  const wanted = below === null || below[2] !== undefined ? Infinity : indentOf(second) - (dash?.length ?? 0);
  const indent = Math.min(blanks!.length, wanted >= 0 ? wanted : Infinity);
  const stop = endOf(lines, start, indent, isList);
  const items = itemsOf(lines.slice(start, stop), indent, isList);
  const isFull = (key: string) => /^\w+\.\w+\.\w+$/.test(key);
  const isOfTask = (key: string) => taskKeywords.has(key) || /^with_\w+$/.test(key);
  const isAction = (key: string) => ACTION.test(key) || isFull(key) || builtinModules.has(key);
  // Collections have modules that are not known here; a line by itself may be a mistake of somebody who writes the language.
  const isTask = (keys: readonly string[]) =>
    isList
      ? keys.some(isAction) || (keys.includes('name') && keys.length > 1)
      : keys.some(isAction) &&
        keys.every((key) => isAction(key) || isOfTask(key)) &&
        (stop > start + 1 || keys.some(isFull));
  const isPlay = (keys: readonly string[]) => keys.some((key) => OF_PLAY.test(key));
  if (items.every(isPlay)) return { stop, indent, title: 'the Ansible playbook' };
  if (!items.every(isTask)) return null;
  return { stop, indent, title: items.length === 1 ? 'the Ansible task' : `${items.length} Ansible tasks` };
}

/** The line after the last one of a list or mapping. What follows may stand deeper, since nobody indents what is pasted. */
function endOf(lines: readonly string[], start: number, indent: number, isList: boolean): number {
  let stop = start;
  let depth = 0;
  /** Where the last key stands: what is no key and belongs to it stands deeper. */
  let column = -1;
  /** The indentation of a key whose text is the lines below it. */
  let scalar: number | null = null;
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!;
    const own = indentOf(line);
    if (line.trim() === '' || (scalar !== null && own > scalar)) {
      if (line.trim() !== '') stop = i + 1;
      continue;
    }
    if (isBlank(line)) continue;
    const dash = /^\s*(?:-\s+)+|^\s*-$/.exec(line)?.[0].length ?? 0;
    const isKey = KEY.test(line);
    if (i > start) {
      if (own < indent || (own === indent && !(isList ? dash > 0 : isKey))) break;
      if (depth === 0 && !isKey && dash === 0 && own <= column) break;
    }
    const bare = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|\s#.*/g, '');
    depth += (bare.match(/[{[]/g) ?? []).length - (bare.match(/[}\]]/g) ?? []).length;
    if (depth < 0) break;
    column = i === start ? indent + Math.max(0, dash - own) : Math.max(own, dash);
    scalar = /:\s+[|>][-+\d]*\s*(#.*)?$/.test(line) ? column : null;
    stop = i + 1;
  }
  return stop;
}

/** The keys of each item of a list; of a mapping, its own. */
function itemsOf(lines: readonly string[], indent: number, isList: boolean): string[][] {
  const items: string[][] = [];
  let inner = indent;
  lines.forEach((line, i) => {
    const [, blanks, dash = '', key] = KEY.exec(line) ?? [];
    const isFirst = i === 0 || (isList && indentOf(line) === indent && dash !== '');
    if (isFirst) {
      items.push([]);
      inner = indent + dash.length;
    }
    if (key !== undefined && (isFirst || blanks!.length === inner)) items.at(-1)!.push(key);
  });
  return items;
}

/** The next line that says something. */
function next(lines: readonly string[], from: number): number {
  const found = lines.findIndex((line, i) => i >= from && !isBlank(line));
  return found < 0 ? lines.length : found;
}

function hclAt(lines: readonly string[], from: number): Stretch | null {
  let stop = from;
  const types: string[] = [];
  for (let i = from; i < lines.length && BLOCK.test(lines[i]!); i = next(lines, stop)) {
    const [, type, labels] = BLOCK.exec(lines[i]!)!;
    const end = closedAt(lines, i);
    // The language has a block `build` too.
    const isOurs =
      type === 'build' &&
      !/^\s*(sources\s*=|(source|provisioner)\s+")/m.test(lines.slice(i, end ?? i).join('\n'));
    const isLabelled = /^(build|locals|packer)$/.test(type!) === (labels === '');
    if (end === null || isOurs || !isLabelled) break;
    types.push(type!);
    stop = end;
  }
  if (!types.some((type) => /^(source|build|provisioner)$/.test(type))) return null;
  const title = types.length === 1 ? 'the Packer block' : `${types.length} Packer blocks`;
  return { stop, indent: indentOf(lines[from]!), title };
}

function jsonAt(lines: readonly string[], from: number): Stretch | null {
  if (!/^\s*\{\s*("|$)/.test(lines[from]!)) return null;
  const stop = closedAt(lines, from);
  const isTemplate =
    stop !== null && /^\s*\{?\s*"(builders|provisioners)"\s*:/m.test(lines.slice(from, stop).join('\n'));
  return isTemplate ? { stop, indent: indentOf(lines[from]!), title: 'the Packer template' } : null;
}

/** The line after the one in which the first bracket of a line is closed; null if it is never closed. */
function closedAt(lines: readonly string[], from: number): number | null {
  let depth = 0;
  for (let i = from; i < lines.length; i++) {
    const bare = lines[i]!.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/(#|\/\/).*/, '');
    const [, heredoc] = /<<-?(\w+)\s*$/.exec(bare) ?? [];
    for (const letter of bare) {
      if (letter === '{') depth++;
      else if (letter === '}' && --depth === 0) return i + 1;
    }
    if (heredoc !== undefined) {
      const end = lines.findIndex((line, at) => at > i && line.trim() === heredoc);
      if (end < 0) return null;
      i = end;
    }
  }
  return null;
}
