import { ExpressionReader, Uses, Wrong } from './expressions.ts';
import { piecesOf } from './tokens.ts';
import type { Fault, Piece } from './tokens.ts';

/** What a template of Jinja uses, and what is wrong with its form. */
export interface Template {
  readonly uses: Uses;
  /** Names that it gives a value itself, anywhere. */
  readonly defined: ReadonlySet<string>;
  readonly fault: Fault | null;
}

interface Block {
  readonly word: string;
  readonly at: number;
}

/** Words that end a block of another word, or divide it. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  elif: ['if'],
  else: ['if', 'for'],
};
const BLOCKS = new Set(['autoescape', 'block', 'call', 'filter', 'for', 'if', 'macro', 'set', 'with']);
/** Longer ones are data. */
const LONGEST = 500_000;

/** Reads a template as Jinja does; it takes time in proportion to its length. */
export function readTemplate(text: string): Template {
  const uses = new Uses();
  const defined = new Set<string>();
  // A template can say in its first line that its braces are others.
  if (text.length > LONGEST || /^#jinja2:.*_string/.test(text)) return { uses, defined, fault: null };
  const { pieces, fault } = piecesOf(text);
  const open: Block[] = [];
  try {
    for (const piece of pieces) {
      const reader = new ExpressionReader(piece.tokens, uses);
      if (piece.type === 'statement') statement(reader, piece, open, defined);
      else if (reader.next.type === 'end') reader.fail('A value');
      else reader.list();
      reader.done();
    }
  } catch (error) {
    if (error instanceof Wrong) return { uses, defined, fault: error.fault };
    throw error;
  }
  const unclosed = open.at(-1);
  if (fault !== null || unclosed === undefined) return { uses, defined, fault };
  const { word, at } = unclosed;
  return {
    uses,
    defined,
    fault: { at, message: `\`${word}\` is not closed: \`{% end${word} %}\` is missing.` },
  };
}

function statement(reader: ExpressionReader, piece: Piece, open: Block[], defined: Set<string>): void {
  const { name: word, at } = reader.name('A word such as `if` or `for`');
  const wrong = (message: string): never => {
    throw new Wrong({ at, message });
  };
  if (word.startsWith('end') && BLOCKS.has(word.slice(3))) {
    const last = open.pop();
    if (last === undefined) return wrong(`\`${word}\` closes nothing: no \`${word.slice(3)}\` is open.`);
    if (last.word !== word.slice(3))
      return wrong(`\`${word}\` is found where \`{% end${last.word} %}\` is missing.`);
    if (word === 'endblock' && reader.next.type === 'name') reader.name('');
    return;
  }
  const within = Object.hasOwn(INSIDE, word) ? INSIDE[word]! : null;
  if (within !== null) {
    if (!within.includes(open.at(-1)?.word ?? ''))
      return wrong(`\`${word}\` belongs into \`if\`, and none is open.`);
    if (word === 'elif') reader.list();
    return;
  }
  if (BLOCKS.has(word)) open.push({ word, at: piece.at });
  switch (word) {
    case 'if':
      return reader.list();
    case 'autoescape':
    case 'do':
      return reader.expression();
    case 'for':
      targets(reader, defined);
      reader.expect('in', 'between the name and the list of a `for`');
      do reader.plain();
      while (reader.take(','));
      while (reader.take('if')) reader.expression();
      reader.take('recursive');
      return;
    case 'set':
      targets(reader, defined);
      if (reader.take('=')) {
        open.pop();
        return reader.list();
      }
      return filters(reader);
    case 'filter':
      return filters(reader, true);
    case 'with':
      while (reader.next.type === 'name') {
        defined.add(reader.name('A name').name);
        reader.expect('=', 'between a name and its value');
        reader.expression();
        reader.take(',');
      }
      return;
    case 'macro':
      defined.add(reader.name('The name of the macro').name);
      return parameters(reader, defined);
    case 'call':
      if (reader.next.text === '(') parameters(reader, defined);
      return reader.expression();
    case 'block':
      reader.name('The name of the block');
      while (reader.next.type === 'name') reader.name('');
      return;
    case 'include':
    case 'extends':
    case 'import':
    case 'from':
      return other(reader, defined);
    case 'break':
    case 'continue':
    case 'debug':
      return;
    default:
      return wrong(`\`${word}\` is no word of Jinja.`);
  }
}

/** Names that get a value: one, several, or an attribute of a namespace. */
function targets(reader: ExpressionReader, defined: Set<string>): void {
  const paren = reader.take('(');
  do {
    if (reader.take('(')) {
      targets(reader, defined);
      reader.expect(')', 'that closes the names');
    } else defined.add(reader.name('A name').name);
    while (reader.take('.')) reader.name('The name of an attribute');
  } while (reader.take(','));
  if (paren) reader.expect(')', 'that closes the names');
}

function parameters(reader: ExpressionReader, defined: Set<string>): void {
  reader.expect('(', 'before the parameters');
  while (!reader.take(')')) {
    defined.add(reader.name('The name of a parameter').name);
    if (reader.take('=')) reader.expression();
    if (!reader.take(',') && reader.next.text !== ')') reader.fail('`,` or `)`');
  }
}

/** The filters of a block, which stand without a value before them. */
function filters(reader: ExpressionReader, first = false): void {
  if (!first && !reader.take('|')) return;
  do reader.filter();
  while (reader.take('|'));
}

/** Another template, whose names are its own. */
function other(reader: ExpressionReader, defined: Set<string>): void {
  reader.expression();
  for (;;) {
    if (reader.take('import') || reader.take(',')) continue;
    if (reader.take('as')) defined.add(reader.name('A name').name);
    else if (reader.next.type === 'name') defined.add(reader.name('').name);
    else return;
  }
}

/** Line and column, both from 1, of a place in a text. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const lines = before.split('\n');
  // By characters, not by their halves.
  return { line: lines.length, column: Array.from(lines.at(-1)!).length + 1 };
}
