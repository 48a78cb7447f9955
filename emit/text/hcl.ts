import type { Span } from '../../grammar/span.ts';
import { commentLines, Lines } from './lines.ts';

/** An expression: source text on one line, a list, or an object. Make text with `hclString`. */
export type Expression = string | ListExpression | ObjectExpression;
export interface ListExpression {
  readonly list: readonly Expression[];
}
export interface ObjectExpression {
  readonly object: readonly (readonly [key: string, value: Expression])[];
}

/** Width up to which a list stays on one line. */
const width = 110;
const identifier = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * Text as a quoted HCL string, which gives that text when read. HCL itself normalises all text to NFC, and cannot
 * hold half a surrogate pair: that becomes U+FFFD.
 */
export function hclString(text: string): string {
  let out = '';
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    const next = characters[i + 1];
    if ((character === '$' || character === '%') && next === '{') {
      // The sign is doubled to mean itself, but a third before it would be read together with those.
      out += character + character;
    } else if ((character === '$' || character === '%') && next === character) {
      out += escaped(character);
    } else
      out += /["\\\p{Cc}\p{Cf}\p{Cs}\p{Co}]|(?! )\p{Z}/u.test(character) ? escaped(character) : character;
  }
  return `"${out}"`;
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escaped(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) return '\\uFFFD';
  const digits = code.toString(16).toUpperCase();
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/**
 * Packer renders most settings as Go templates once HCL is done with them. This gives text that both leave alone;
 * put it through `hclString`.
 */
export function packerText(text: string): string {
  return text.replaceAll('{{', '{{`{{`}}');
}

export const list = (items: readonly Expression[]): ListExpression => ({ list: items });
export const object = (entries: readonly (readonly [string, Expression])[]): ObjectExpression => ({
  object: entries,
});

interface Attribute {
  readonly type: 'attribute';
  readonly name: string;
  readonly value: Expression;
  readonly origin: Span | null;
}
interface Block {
  readonly type: 'block';
  readonly head: string;
  readonly body: Body;
  readonly origin: Span | null;
}
interface Comment {
  readonly type: 'comment';
  readonly text: string;
  readonly origin: Span | null;
}

/** The inside of a file or block: attributes, blocks and comments, in the order in which they were added. */
export class Body {
  readonly #items: (Attribute | Block | Comment)[] = [];

  attribute(name: string, value: Expression, origin: Span | null): this {
    this.#items.push({ type: 'attribute', name, value, origin });
    return this;
  }

  /** Adds a block and returns its body. */
  block(type: string, labels: readonly string[], origin: Span | null): Body {
    const body = new Body();
    const head = [type, ...labels.map(hclString)].join(' ');
    this.#items.push({ type: 'block', head, body, origin });
    return body;
  }

  comment(text: string, origin: Span | null): this {
    this.#items.push({ type: 'comment', text, origin });
    return this;
  }

  /** The text as `packer fmt` would leave it. An empty line stands before and after each block. */
  render(): Lines {
    const out = new Lines();
    this.#write(out, '');
    return out;
  }

  #write(out: Lines, indent: string): void {
    const items = this.#items;
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      const before = items[i - 1];
      const apart =
        item.type === 'block' || before?.type === 'block' || (before?.type === 'comment' && indent === '');
      if (before !== undefined && apart && !(before.type === 'comment' && indent !== ''))
        out.blank(item.origin);
      if (item.type === 'comment') {
        for (const line of commentLines(item.text)) out.add(`${indent}# ${line}`.trimEnd(), item.origin);
      } else if (item.type === 'block') {
        if (item.body.#items.length === 0) {
          out.add(`${indent}${item.head} {}`, item.origin);
        } else {
          out.add(`${indent}${item.head} {`, item.origin);
          item.body.#write(out, `${indent}  `);
          out.add(`${indent}}`, item.origin);
        }
      } else i = this.#run(out, i, indent);
    }
  }

  /** Writes the attributes from `start` to the next thing that is none; returns the index of the last. */
  #run(out: Lines, start: number, indent: string): number {
    const run: Attribute[] = [];
    for (const item of this.#items.slice(start)) {
      if (item.type !== 'attribute') break;
      run.push(item);
    }
    const entries = run.map(({ name, value, origin }) => ({ name, value, origin }));
    writeEntries(out, entries, indent);
    return start + run.length - 1;
  }
}

interface Entry {
  readonly name: string;
  readonly value: Expression;
  readonly origin: Span | null;
}

/** Neighbours that are each on one line have their signs below one another; one over several lines stands alone. */
function writeEntries(out: Lines, entries: readonly Entry[], indent: string): void {
  const written = entries.map(({ name, value, origin }) => ({
    name,
    origin,
    lines: expression(value, indent, indent.length + name.length + 3),
  }));
  for (let i = 0; i < written.length;) {
    let end = i;
    while (end < written.length && written[end]!.lines.length === 1) end++;
    const run = written.slice(i, Math.max(end, i + 1));
    const column = Math.max(...run.map((entry) => entry.name.length));
    for (const { name, lines, origin } of run) {
      const pad = ' '.repeat(column - name.length);
      out.add([`${indent}${name}${pad} = ${lines[0]!}`, ...lines.slice(1)].join('\n'), origin);
    }
    i += run.length;
  }
}

/** The lines of an expression: the first to follow what is before it, the others indented already. */
function expression(value: Expression, indent: string, column: number): string[] {
  if (typeof value === 'string') return [value];
  const inner = `${indent}  `;
  if ('object' in value) {
    if (value.object.length === 0) return ['{}'];
    const body = new Lines();
    const entries = value.object.map(([key, item]) => ({
      name: identifier.test(key) ? key : asciiString(key),
      value: item,
      origin: null,
    }));
    writeEntries(body, entries, inner);
    return ['{', ...body.texts, `${indent}}`];
  }
  const inline = oneLine(value);
  if (inline !== null && column + inline.length <= width) return [inline];
  const lines = value.list.flatMap((item) => {
    const [first, ...rest] = expression(item, inner, inner.length + 1);
    const all = [inner + first!, ...rest];
    all[all.length - 1] += ',';
    return all;
  });
  return ['[', ...lines, `${indent}]`];
}

/** For keys: what is outside ASCII has no width on which two versions of `packer fmt` agree. */
function asciiString(text: string): string {
  return hclString(text).replace(/[^\x20-\x7e]/gu, escaped);
}

function oneLine(value: Expression): string | null {
  if (typeof value === 'string') return value;
  if ('object' in value) return value.object.length === 0 ? '{}' : null;
  const items = value.list.map(oneLine);
  return items.includes(null) ? null : `[${items.join(', ')}]`;
}
