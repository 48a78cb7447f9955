import { type ListValue, type MapValue, string, type Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { commentLines, Lines } from './lines.ts';
import { inlineText, looksLikeTemplate, textLines } from './yaml-text.ts';

export interface YamlOptions {
  /** Comment lines below the `---`. */
  readonly header?: readonly string[];
  /** Comment lines above the line that holds a value, by the value itself. */
  readonly comments?: ReadonlyMap<Value, readonly string[]>;
  /** For files that Ansible reads: text that looks like a template is tagged `!unsafe`. */
  readonly unsafe: boolean;
  /** Maps and lists below which every text is quoted, plain or not. */
  readonly quoted?: ReadonlySet<Value>;
  /** Maps with an empty line between their entries. */
  readonly spaced?: ReadonlySet<Value>;
  /** Lists and maps that are written once, under a name; where one stands again there is a reference to it. */
  readonly anchors?: ReadonlyMap<Value, string>;
  /** Of every line that nothing nearer caused. */
  readonly origin: Span;
}

/** Keys below which Ansible reads a list of tasks. */
const taskLists = new Set(['tasks', 'pre_tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always']);
/** A longer key is written with `?`: readers look for the colon on one line, and not far. */
const longestKey = 100;

/**
 * A document in block style. Sizes are written in bytes and durations in seconds: whoever needs another unit
 * converts before. A template is quoted and not tagged; `unset` is null.
 */
export function writeYaml(root: Value, options: YamlOptions): Lines {
  const writer = new Writer(options);
  writer.out.add('---', options.origin);
  for (const line of options.header ?? []) writer.comment(line, '', options.origin);
  if (options.header !== undefined && options.spaced?.has(root)) writer.out.blank(options.origin);
  writer.node(root, { prefix: '', indent: 0, key: null, depth: 0, quoted: false, origin: options.origin });
  return writer.out;
}

interface Place {
  /** What the next line begins with: the indentation, dashes, a key. Ends without a space behind a key or dash. */
  readonly prefix: string;
  /** Column of the collection's own keys or dashes. */
  readonly indent: number;
  /** Key below which the value stands. */
  readonly key: string | null;
  readonly depth: number;
  readonly quoted: boolean;
  readonly anchor?: string | undefined;
  readonly origin: Span;
}

class Writer {
  readonly out = new Lines();
  readonly #written = new Set<Value>();
  readonly #options: YamlOptions;

  constructor(options: YamlOptions) {
    this.#options = options;
  }

  comment(text: string, indent: string, origin: Span): void {
    for (const line of commentLines(text)) {
      this.out.add(line === '' ? `${indent}#` : `${indent}# ${line}`, origin);
    }
  }

  node(value: Value, place: Place): void {
    const origin = value.origin ?? place.origin;
    const quoted = place.quoted || (this.#options.quoted?.has(value) ?? false);
    const anchor = this.#options.anchors?.get(value);
    if (anchor !== undefined && this.#written.has(value)) {
      this.#inline(`*${anchor}`, place, origin);
      return;
    }
    this.#written.add(value);
    switch (value.type) {
      case 'map':
        if (value.entries.size === 0) this.#inline('{}', place, origin);
        else this.#map(value, { ...place, quoted, origin, anchor });
        return;
      case 'list':
        if (value.items.length === 0) this.#inline('[]', place, origin);
        else this.#list(value, { ...place, quoted, origin, anchor });
        return;
      case 'string':
        this.#text(value.value, this.#tag(value.value), place, origin);
        return;
      case 'jinja':
        this.#text(value.value, '', place, origin);
        return;
      case 'mode':
        this.#inline(`"${value.value}"`, place, origin);
        return;
      case 'file':
      case 'record':
        this.#text(value.name, this.#tag(value.name), place, origin);
        return;
      case 'int':
      case 'bool':
      case 'size':
      case 'duration':
        this.#inline(String(value.value), place, origin);
        return;
      case 'unset':
      case 'bad':
        this.#inline('null', place, origin);
    }
  }

  #tag(text: string): string {
    return this.#options.unsafe && looksLikeTemplate(text) ? '!unsafe' : '';
  }

  #inline(text: string, place: Place, origin: Span): void {
    this.out.add(place.prefix.trim() === '' ? place.prefix + text : `${place.prefix} ${text}`, origin);
  }

  #text(text: string, tag: string, place: Place, origin: Span): void {
    const pad = ' '.repeat(Math.max(place.indent, 2));
    const [first, ...rest] = textLines(text, place.prefix.length + 1, pad.length, {
      tag,
      quoted: place.quoted,
    });
    this.#inline(first!, place, origin);
    for (const line of rest) this.out.add(line === '' ? '' : pad + line, origin);
  }

  /** A collection below a key starts on a line of its own; one below a dash starts behind it. */
  #start(place: Place): string {
    if (!place.prefix.endsWith(':')) return place.prefix === '' ? '' : `${place.prefix} `;
    this.out.add(
      place.anchor === undefined ? place.prefix : `${place.prefix} &${place.anchor}`,
      place.origin,
    );
    return ' '.repeat(place.indent);
  }

  #map(value: MapValue, place: Place): void {
    const pad = ' '.repeat(place.indent);
    let before = this.#start(place);
    let first = true;
    for (const [key, item] of value.entries) {
      const origin = item.origin ?? place.origin;
      if (!first && this.#apart(value, key, place)) this.out.blank(origin);
      this.#comments(item, before, place.indent, origin);
      const tag = this.#tag(key);
      const name = tag === '' ? inlineText(key) : `${tag} ${inlineText(key)}`;
      let prefix = `${before}${name}:`;
      if (name.length > longestKey) {
        const at: Place = { ...place, prefix: `${before}?`, indent: place.indent + 2, quoted: false, origin };
        this.node(string(key, origin), at);
        prefix = `${pad}:`;
      }
      // Behind `:` alone a collection may start on the same line, but nobody expects to read it there.
      this.node(item, {
        prefix,
        indent: place.indent + 2,
        key,
        depth: place.depth + 1,
        quoted: place.quoted,
        origin,
      });
      before = pad;
      first = false;
    }
  }

  #list(value: ListValue, place: Place): void {
    const pad = ' '.repeat(place.indent);
    const tasks = place.key === null ? place.depth === 0 : taskLists.has(place.key);
    let before = this.#start(place);
    let previous: Value | null = null;
    for (const item of value.items) {
      const origin = item.origin ?? place.origin;
      if (previous !== null && tasks && (isTask(item) || isTask(previous))) this.out.blank(origin);
      this.#comments(item, before, place.indent, origin);
      this.node(item, {
        prefix: `${before}-`,
        indent: place.indent + 2,
        key: null,
        depth: place.depth + 1,
        quoted: place.quoted,
        origin,
      });
      before = pad;
      previous = item;
    }
  }

  /** Comments stand on lines of their own, so not in front of what is written behind a dash. */
  #comments(value: Value, before: string, indent: number, origin: Span): void {
    const texts = this.#options.comments?.get(value);
    if (texts === undefined || before.trim() !== '') return;
    for (const text of texts) this.comment(text, ' '.repeat(indent), origin);
  }

  /** The lists of tasks of a play stand apart from its settings. */
  #apart(owner: MapValue, key: string, place: Place): boolean {
    if (this.#options.spaced?.has(owner)) return true;
    return place.depth > 0 && owner.entries.has('hosts') && taskLists.has(key);
  }
}

function isTask(value: Value): boolean {
  return value.type === 'map' && value.entries.size > 1 && value.entries.has('name');
}
