import type { TokenType } from 'chevrotain';
import { code } from '../../emit/text/markdown.ts';
import { NESTING_LIMIT } from '../../grammar/scan/nesting.ts';
import { STRENGTH } from '../../grammar/scan/operators.ts';
import { isKeyword, operators, T } from '../../grammar/scan/tokens.ts';
import { ebnf, ruleName } from './ebnf.ts';
import { bullets, document, fenced, table } from './markdown.ts';
import { parserRules } from './parser-rules.ts';

/** Conditions of a rule that EBNF does not express. Rules with a note are never replaced by their parts. */
export const RULE_NOTES: Readonly<Record<string, string>> = {
  head: 'a map needs parentheses here, because `{` opens the block',
  match: '`else` comes last',
  matchExpr: '`else` comes last',
  element: 'with a label, a block, or both',
  attribute: 'the name may be a keyword',
  expression: 'operators bind as in the table below',
};

/** Tokens with variable text, by their name in the rules. */
const LEXICAL: readonly (readonly [
  name: string,
  types: readonly TokenType[],
  text: string,
  about: string,
])[] = [
  [
    'name',
    [T.Name],
    '( letter | "_" ) { letter | digit | "_" | "-" }',
    'letters and digits are those of ASCII',
  ],
  ['integer', [T.Int], '[ "-" ] ( "0" | nonzero { digit } )', ''],
  ['size', [T.Size], '( "0" | nonzero { digit } ) ( "K" | "M" | "G" | "T" )', ''],
  ['duration', [T.Duration], '( "0" | nonzero { digit } ) ( "s" | "m" | "h" | "d" )', ''],
  ['mode', [T.Mode], '"0" octal octal octal', ''],
  ['open', [T.StringOpen], '[ "jinja" ] ( \'"\' | \'"""\' )', 'without a space after `jinja`'],
  ['text', [T.Text], '{ any | escape }', 'everything up to the closing quotes or `${`'],
  ['close', [T.StringClose], '\'"\' | \'"""\'', 'the same quotes as the opening ones'],
  [
    'escape',
    [],
    '"\\n" | "\\t" | \'\\"\' | "\\\\" | "\\$" | "\\u{" hex { hex } "}"',
    'at most six hexadecimal digits',
  ],
  ['comment', [], '( "#" | "//" ) to the end of the line | "/*" … "*/"', 'may stand between any two tokens'],
];

/** Returns the page with the grammar, generated from the rules of the parser. */
export function grammarPage(): string {
  const rules = ebnf(parserRules(), 'file', tokenText, new Set(Object.keys(RULE_NOTES)));
  const notes = new Map(Object.entries(RULE_NOTES).map(([name, note]) => [ruleName(name), note]));
  const syntax = [...rules].map(([name, text]) =>
    lines(ruleName(name), text, notes.get(ruleName(name)) ?? ''),
  );
  return document([
    '# Grammar',
    'The EBNF below is made from the rules that the parser runs. [The language](../language/README.md) explains what each construct means. [The reference](README.md)',
    bullets([
      `${code('"word"')} stands for itself, ${code('name')} for a rule or a token.`,
      `${code('[ x ]')}: once or not at all. ${code('{ x }')}: any number of times. ${code('x | y')}: one of them. ${code('( )')}: a group. ${code('(* *)')}: a condition that EBNF cannot express.`,
      'Spaces, tabs and line breaks separate tokens and have no other meaning.',
    ]),
    '## Syntax',
    fenced('text', syntax.join('\n\n')),
    '## Tokens',
    fenced('text', LEXICAL.map(([name, , text, about]) => lines(name, text, about)).join('\n\n')),
    `A keyword is a keyword only where the grammar asks for it: ${keywords().map(code).join(', ')}. Everywhere else it is a name, so ${code('match = "x"')} sets an attribute called ${code('match')}.`,
    '## Operators',
    'From the strongest to the weakest. Operators of one row are read from left to right. Comparisons cannot be chained: `a < b < c` is an error.',
    operatorTable(),
    '## Limits',
    bullets([
      `Brackets, blocks, operators and ${code('else when')} nest at most ${NESTING_LIMIT} levels deep.`,
      'A source file, and a text that `text(…)` reads, has at most 4 MiB.',
      'Numbers lie between -9007199254740991 and 9007199254740991, sizes go up to `1024T`, durations up to `366d`.',
    ]),
  ]);
}

const WIDTH = 78;

/** Prints a rule. If it does not fit on a line, each alternative has its own line. */
function lines(name: string, text: string, note: string): string {
  const about = note === '' ? '' : `  (* ${note} *)`;
  if (name.length + text.length + 4 <= WIDTH) return `${name} = ${text} ;${about}`;
  const choices = topChoices(text);
  const rows = choices.length === 1 ? wrapped(text) : choices;
  const joint = choices.length === 1 ? '  ' : '| ';
  return `${name} =${about}\n${rows.map((row, i) => `  ${i === 0 ? '  ' : joint}${row}`).join('\n')} ;`;
}

/** Returns the top-level alternatives of a rule. */
function topChoices(text: string): string[] {
  const found: string[][] = [[]];
  let depth = 0;
  for (const word of text.split(' ')) {
    if ('([{'.includes(word)) depth++;
    else if (')]}'.includes(word)) depth--;
    if (word === '|' && depth === 0) found.push([]);
    else found.at(-1)!.push(word);
  }
  return found.map((words) => words.join(' '));
}

/** Breaks a text at spaces into rows, preferably before a group. */
function wrapped(text: string): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    if (row.length + word.length > WIDTH - 6) {
      rows.push(row);
      row = '';
    }
    row += row === '' ? word : ` ${word}`;
  }
  return [...rows, row];
}

/** Returns a token as it is written in a rule. */
function tokenText(type: TokenType): string {
  const lexical = LEXICAL.find(([, types]) => types.includes(type));
  if (lexical !== undefined) return lexical[0];
  if (type === T.InterpolationOpen) return '"${"';
  if (type === T.InterpolationClose) return '"}"';
  if (type === T.Binary || type === T.Arithmetic) return 'operator';
  if (isKeyword(type)) return `"${type.name.toLowerCase()}"`;
  const signs = [...operators].filter(([, each]) => each === type).map(([sign]) => `"${sign}"`);
  if (signs.length !== 1) throw new Error(`the grammar has no text for the token ${type.name}`);
  return signs[0]!;
}

function keywords(): string[] {
  return Object.values(T)
    .filter(isKeyword)
    .map(({ name }) => name.toLowerCase());
}

function operatorTable(): string {
  const levels = [...new Set(Object.values(STRENGTH))].sort((a, b) => b - a);
  const rows = levels.map((level) => Object.keys(STRENGTH).filter((sign) => STRENGTH[sign] === level));
  const about: Readonly<Record<string, string>> = {
    '*': 'product, quotient, remainder; with a space on each side',
    '+': 'sum and difference; with a space on each side',
    '<': 'order, and membership of a list or of the keys of a map',
    '==': 'equality',
    '&&': 'and; the right side is not evaluated if the left one is false',
    '||': 'or; the right side is not evaluated if the left one is true',
  };
  return table(
    ['Operators', 'Meaning'],
    [
      [[code('x.name'), code('x[i]'), code('f(x)')].join(' '), 'a field, an item or entry, a call'],
      [code('!'), 'not'],
      ...rows.map((signs) => [signs.map(code).join(' '), about[signs[0]!]!]),
      [code('a ? b : c'), 'a choice; only the chosen side is evaluated'],
    ],
  );
}
