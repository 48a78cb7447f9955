import { scan } from '../../grammar/scan/scanner.ts';
import { randomNumbers } from '../support/random.ts';

type Next = () => number;

/** A text with where its tokens are. */
interface Program {
  readonly text: string;
  readonly tokens: readonly { readonly start: number; readonly end: number }[];
}

/** Words that mean something to JavaScript, to a regular expression, to YAML, to Jinja or to the language; one a line. */
const WORDS = `
toString
constructor
__proto__
hasOwnProperty
valueOf
prototype
"[z-a]"
"a{"
"**/*("
"{{ x }}"
jinja"{% if %}"
"\${os}"
"\${"
"\\u{1F600}"
""""""
unset
true
null
-1
0
9007199254740993
0777
1024T
366d
0x10
50GB
{
}
[
]
(
)
"
"""
=
=>
:
,
.
?
&&
!
#
/*
//
for x in [1, 2] {
when os == debian12 {
match os.family {
else
use nginx
let a = a
lower()
files("**")
file(5)
merge()
join(1, 2)
env()
keys(os)
runtime
runtime(1)
`
  .trim()
  .split('\n');

const SIGNS = [
  '\0',
  '\ufeff',
  '\r',
  '\r\n',
  '\u2028',
  '\u00a0',
  '\u202e',
  '\ud83d',
  '\udc00',
  '😀',
  'e\u0301',
  'ä',
  '中',
  '\u{e0001}',
];

const NUMBERS = [
  '0',
  '-0',
  '00',
  '08',
  '-1',
  '1.5',
  '999999999999999999999',
  '0644',
  '2G',
  '1T',
  '10m',
  '400d',
  '07777',
  '1_000',
];

/** Programs that are nearly right: known ones, changed in a few places. */
export class Mutator {
  readonly #programs: readonly Program[];
  readonly #next: Next;

  constructor(texts: readonly string[], seed: number) {
    this.#next = randomNumbers(seed);
    this.#programs = texts.map((text) => ({ text, tokens: tokensOf(text) }));
  }

  make(): string {
    let text = this.#pick(this.#programs).text;
    for (let left = 1 + this.#below(4); left > 0; left--) text = this.#change(text);
    return text;
  }

  #change(text: string): string {
    const kinds = [
      () => this.#token(text),
      () => this.#token(text),
      () => this.#token(text),
      () => this.#bytes(text),
      () => this.#lines(text),
      () => this.#splice(text),
      () => this.#nest(text),
      () => text.replaceAll(/\b\d+\b/g, (found) => (this.#below(4) === 0 ? this.#pick(NUMBERS) : found)),
      () => this.#insert(text, this.#pick(SIGNS)),
      () => this.#insert(text, ` ${this.#pick(WORDS)} `),
    ];
    return this.#pick(kinds)();
  }

  /** One token goes, is doubled, changes places with another, or gives way to one of any program. */
  #token(text: string): string {
    const tokens = tokensOf(text);
    if (tokens.length === 0) return this.#pick(WORDS);
    const one = this.#pick(tokens);
    const of = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    switch (this.#below(5)) {
      case 0:
        return text.slice(0, one.start) + text.slice(one.end);
      case 1:
        return `${text.slice(0, one.end)} ${of(one)}${text.slice(one.end)}`;
      case 2: {
        const other = this.#pick(tokens);
        const [a, b] = one.start <= other.start ? [one, other] : [other, one];
        if (a === b) return text;
        return text.slice(0, a.start) + of(b) + text.slice(a.end, b.start) + of(a) + text.slice(b.end);
      }
      case 3:
        return text.slice(0, one.start) + this.#pick(WORDS) + text.slice(one.end);
      default:
        return text.slice(0, one.start) + this.#anyToken() + text.slice(one.end);
    }
  }

  #anyToken(): string {
    const { text, tokens } = this.#pick(this.#programs);
    if (tokens.length === 0) return '';
    const { start, end } = this.#pick(tokens);
    return text.slice(start, end);
  }

  #bytes(text: string): string {
    const at = this.#below(text.length + 1);
    const sign = String.fromCharCode(this.#below(128));
    return text.slice(0, at) + (this.#below(3) === 0 ? '' : sign) + text.slice(at + this.#below(3));
  }

  /** A line goes, is doubled, loses its indentation, moves, or runs on into the next. */
  #lines(text: string): string {
    const lines = text.split('\n');
    const at = this.#below(lines.length);
    const line = lines[at]!;
    const kinds = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, line),
      () => lines.splice(at, 1, line.trimStart()),
      () => lines.splice(this.#below(lines.length), 0, ...lines.splice(at, 1)),
      () => lines.splice(at, 2, `${line} ${lines[at + 1] ?? ''}`),
    ];
    this.#pick(kinds)();
    return lines.join('\n');
  }

  /** The beginning of one program and the end of another. */
  #splice(text: string): string {
    const other = this.#pick(this.#programs).text;
    const cut = this.#below(text.length + 1);
    return text.slice(0, cut) + other.slice(this.#below(other.length + 1));
  }

  #nest(text: string): string {
    const [open, close] = this.#pick([
      ['(', ')'],
      ['[', ']'],
      ['{', '}'],
      ['"${', '}"'],
      ['!', ''],
      ['when true {', '}'],
    ] as const);
    const times = this.#pick([1, 2, 5, 30, 220]);
    const tokens = tokensOf(text);
    const { start, end } = tokens.length === 0 ? { start: 0, end: 0 } : this.#pick(tokens);
    const closed = this.#below(4) > 0 ? close.repeat(times) : '';
    return text.slice(0, start) + open.repeat(times) + text.slice(start, end) + closed + text.slice(end);
  }

  #insert(text: string, what: string): string {
    const at = this.#below(text.length + 1);
    return text.slice(0, at) + what + text.slice(at);
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)]!;
  }
}

function tokensOf(text: string): Program['tokens'] {
  return scan('', text)
    .tokens.map((token) => ({ start: token.startOffset, end: token.endOffset + 1 }))
    .filter(({ start, end }) => end > start);
}
