import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Node, Pair, Scalar } from 'yaml';
import { Literal, Vault, isMap as isDataMap, newMap } from '../model/data.ts';
import type { Raw, RawMap } from '../model/data.ts';

/** An item of a list, such as a task, with where it stands. */
export interface YamlItem {
  readonly value: Raw;
  readonly line: number;
  /** The comment above it. */
  readonly comment: string | null;
  /** Items of lists inside it, by key: the tasks of a block or a play. */
  readonly lists: Readonly<Record<string, readonly YamlItem[]>>;
}

export type YamlText =
  | {
      readonly kind: 'read';
      readonly value: Raw;
      readonly items: readonly YamlItem[];
      /** What its author may not mean. */
      readonly remarks: readonly { readonly line: number; readonly message: string }[];
    }
  | { readonly kind: 'bad'; readonly reason: string; readonly line: number };

/** More than this is data, which nobody writes by hand. */
const LARGEST = 2 * 1024 * 1024;
const MOST_NODES = 200_000;

class TooMuch extends Error {}

/** Reads YAML as Ansible does: version 1.1, with its tags. */
export function readYamlText(text: string): YamlText {
  if (text.length > LARGEST) return { kind: 'bad', reason: 'it is larger than 2 MB', line: 1 };
  const { document, lines } = parsed(text);
  const error =
    document.errors[0] ??
    document.warnings.find(
      ({ code, message }) => code === 'TAG_RESOLVE_FAILED' && !/tag: !unsafe\b/.test(message),
    );
  if (error !== undefined) {
    const [message] = error.message.split(/ at line | \(/);
    const reason = REASONS[error.code] ?? message!.replace(/[.:]$/, '');
    const line = error.linePos?.[0].line ?? lines.linePos(error.pos[0]).line;
    return { kind: 'bad', reason: /call stack/.test(reason) ? TOO_DEEP : reason, line };
  }
  const reader = new Reader(document, lines);
  try {
    const root = document.contents as Node | null;
    const value = reader.raw(root);
    return { kind: 'read', value, items: reader.items(root), remarks: reader.remarks };
  } catch (failure) {
    if (failure instanceof TooMuch) return { kind: 'bad', reason: TOO_DEEP, line: 1 };
    throw failure;
  }
}

/** In Ansible's parser, the lines of a text in quotes may stand as far left as they like. */
function parsed(text: string, tries = 0): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    logLevel: 'error',
    uniqueKeys: false,
    lineCounter: lines,
    customTags: (tags) => [...tags, ...TAGS],
  });
  const [error] = document.errors;
  const rows = text.split('\n');
  const next = error?.linePos?.[0].line ?? 0;
  if (
    error?.code !== 'MISSING_CHAR' ||
    !/quote/.test(error.message) ||
    rows[next] === undefined ||
    tries > MOST_TRIES
  )
    return { document, lines };
  rows[next] = `${' '.repeat(80)}${rows[next].trimStart()}`;
  return parsed(rows.join('\n'), tries + 1);
}

const MOST_TRIES = 50;

const TOO_DEEP = 'it is nested too deep, or its aliases expand without end';
/** What the parser says of the library's own use, in words for the author. */
const REASONS: Readonly<Partial<Record<ErrorCode, string>>> = {
  MULTIPLE_DOCS: 'it holds several documents, of which Ansible reads none',
};

const TAGS = [
  { tag: '!unsafe', resolve: (text: string) => new Literal(text) },
  { tag: '!vault', resolve: (text: string) => new Vault(text) },
  { tag: '!vault-encrypted', resolve: (text: string) => new Vault(text) },
];

class Reader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #twice = new Map<number, string>();
  #nodes = 0;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  get remarks() {
    return [...this.#twice].map(([at, key]) => ({
      line: this.#lines.linePos(at).line,
      message: `\`${key}\` stands twice in the same map; the last one holds`,
    }));
  }

  raw(node: unknown, above: readonly unknown[] = []): Raw {
    if (++this.#nodes > MOST_NODES || above.length > 200) throw new TooMuch();
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined || above.includes(target)) throw new TooMuch();
      return this.raw(target, above);
    }
    if (isSeq(node) || isMap(node)) {
      const within = [...above, node];
      const value = isSeq(node)
        ? node.items.map((item) => this.raw(item, within))
        : this.#map(node.items, within);
      return node.tag === '!unsafe' ? literally(value) : value;
    }
    return isScalar(node) ? scalar(node) : null;
  }

  #map(pairs: readonly Pair[], above: readonly unknown[]): RawMap {
    const map = newMap<Raw>();
    const own = new Set<string>();
    for (const { key, value } of pairs) {
      const name = String(isScalar(key) ? (key.source ?? key.value) : 'key');
      if (own.has(name)) this.#twice.set((key as Node | null)?.range?.[0] ?? 0, name);
      own.add(name);
      if (name === '<<') {
        const merged = this.raw(value, above);
        for (const each of Array.isArray(merged) ? (merged as readonly Raw[]) : [merged])
          if (typeof each === 'object' && each !== null && !Array.isArray(each))
            for (const [inner, of] of Object.entries(each as RawMap)) if (!(inner in map)) map[inner] = of;
      } else map[name] = this.raw(value, above);
    }
    return map;
  }

  items(node: unknown): YamlItem[] {
    if (!isSeq(node)) return [];
    let first = node.commentBefore ?? null;
    return node.items.map((item) => {
      const at = (item as Node | null)?.range?.[0] ?? 0;
      const lists = newMap<readonly YamlItem[]>();
      if (isMap(item))
        for (const { key, value } of item.items)
          if (isScalar(key) && isSeq(value)) lists[String(key.value)] = this.items(value);
      const own = (item as Node | null)?.commentBefore ?? first;
      first = null;
      return {
        value: this.raw(item),
        line: this.#lines.linePos(at).line,
        comment: own === null || own === undefined ? null : clean(own),
        lists,
      };
    });
  }
}

/** A list or a map of which no text is a template. */
function literally(value: Raw): Raw {
  if (typeof value === 'string') return new Literal(value);
  if (Array.isArray(value)) return (value as readonly Raw[]).map(literally);
  return value !== null && isDataMap<Raw>(value as RawMap)
    ? newMap(Object.entries(value as RawMap).map(([key, each]) => [key, literally(each)] as const))
    : value;
}

function scalar(node: Scalar): Raw {
  const { value, source } = node;
  if (value instanceof Literal || value instanceof Vault) return value;
  if (value === null || typeof value === 'string') return value;
  // The parser of Ansible takes a single letter for text.
  if (typeof value === 'boolean') return source !== undefined && /^[yn]$/i.test(source) ? source : value;
  // A day is text for everybody but YAML.
  return typeof value === 'number' ? number(value, source ?? String(value)) : (source ?? String(value));
}

/** A number as Ansible prints it: `1.10` is 1.1, and `1.0` keeps its point. What its parser takes for text is text. */
function number(value: number, source: string): number | string {
  if (/^[-+]?(0x|0b)/i.test(source)) return value;
  if (/e/i.test(source) && !/\.\d*e[-+]/i.test(source)) return source;
  if (!source.includes('.')) return Number.isSafeInteger(value) ? value : source;
  if (!Number.isFinite(value)) return source;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A comment without its signs, or null if nothing but a line of them is left. */
function clean(comment: string): string | null {
  const lines = comment
    .split(/\r?\n/)
    .map((line) => line.replace(/^#*\s?/, '').trimEnd())
    .filter((line) => /[\p{L}\d]/u.test(line));
  return lines.length === 0 ? null : lines.join('\n');
}
