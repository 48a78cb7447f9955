import { diagnoser, writing } from '../diagnostic.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isName } from './brackets.ts';
import { syntax } from '../messages/index.ts';
import type { Span } from '../span.ts';
import { closers, isClosing, makeToken, T } from './tokens.ts';
import type { Token } from './tokens.ts';

interface Words {
  readonly tokens: Token[];
  readonly diagnostics: Diagnostic[];
}

const diagnose = diagnoser(syntax);

/**
 * Puts tokens together that a person wrote as one word: a label such as `ssh.socket` or `g++`, and a name such as
 * `ubuntu-24.04`. Words of other languages that stand for a branch are read as what they mean here.
 */
export function joinWords(all: readonly Token[], found: readonly Diagnostic[], file: string): Words {
  const reader = new WordReader(all, file);
  return reader.run(found);
}

class WordReader {
  readonly #all: readonly Token[];
  readonly #file: string;
  readonly #tokens: Token[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  /** Spans in which what the scanner reported follows from a word that was put together. */
  readonly #covered: Span[] = [];
  /** How many brackets of a list of labels are open. */
  #labels = 0;
  /** Where a map ends that stands in the head of a block without parentheses. */
  #mapEnd = -1;

  constructor(all: readonly Token[], file: string) {
    this.#all = all;
    this.#file = file;
  }

  run(found: readonly Diagnostic[]): Words {
    for (let at = 0; at < this.#all.length;) at = this.#read(at);
    const covers = ({ span }: Diagnostic) =>
      this.#covered.some(({ start, end }) => span.start >= start && span.end <= end);
    const kept = this.#covered.length === 0 ? found : found.filter((each) => !covers(each));
    return { tokens: this.#tokens, diagnostics: [...kept, ...this.#diagnostics] };
  }

  /** Reads what begins at a place; gives the place after it. */
  #read(at: number): number {
    const token = this.#all[at]!;
    this.#follow(at);
    if (token.tokenType === T.LBrace && this.#all[at - 1]?.tokenType === T.In) this.#openMap(at);
    if (at === this.#mapEnd) {
      this.#tokens.push(token, makeToken(T.RParen, ')', token.endOffset + 1, token.startLine, false));
      return at + 1;
    }
    if (token.tokenType === T.Name || (isName(token.tokenType) && this.#isLabel(at))) {
      if (this.#isBranch(at)) return this.#branch(at);
      const end = this.#isLabel(at) ? this.#wordEnd(at) : this.#numberedEnd(at);
      if (end > at) return this.#join(at, end);
    }
    if (token.tokenType === T.Assign) {
      const kind = this.#kindBefore(at);
      if (kind !== null) return this.#assigned(at, kind);
    }
    if (token.tokenType === T.If && this.#isValue(at)) return this.#ifValue(at);
    if (token.tokenType === T.Bad && /^\d+\.\d+$/.test(token.image) && this.#isSystem(at)) {
      this.#covered.push(this.#span(token));
      this.#tokens.push(makeToken(T.Name, token.image, token.startOffset, token.startLine, token.first));
      return at + 1;
    }
    this.#tokens.push(token);
    return at + 1;
  }

  /** Takes note of where a list of labels begins and ends. */
  #follow(at: number): void {
    const { tokenType: type } = this.#all[at]!;
    if (this.#labels > 0) {
      if (type === T.LBracket) this.#labels++;
      else if (type === T.RBracket) this.#labels--;
    } else if (type === T.LBracket && this.#isKind(at - 1)) this.#labels = 1;
  }

  /** Whether a member begins there with the name of its kind. */
  #isKind(at: number): boolean {
    const token = this.#all[at];
    if (token?.tokenType !== T.Name) return false;
    const before = this.#all[at - 1]?.tokenType;
    return token.first || before === T.LBrace || before === T.RBrace;
  }

  #isLabel(at: number): boolean {
    if (this.#all[at]!.first || this.#isBranch(at - 1)) return false;
    if (this.#isKind(at - 1)) return true;
    const before = this.#all[at - 1]?.tokenType;
    return this.#labels === 1 && (before === T.LBracket || before === T.Comma);
  }

  #adjoins(at: number): boolean {
    const [token, next] = [this.#all[at]!, this.#all[at + 1]];
    return next !== undefined && next.image !== '' && next.startOffset === token.endOffset + 1;
  }

  /** The last token of a word without spaces. */
  #wordEnd(at: number): number {
    let end = at;
    while (this.#adjoins(end) && this.#isPart(end + 1)) end++;
    // A colon at the end is that of YAML.
    while (this.#all[end]!.tokenType === T.Colon) end--;
    return end;
  }

  #isPart(at: number): boolean {
    const { tokenType } = this.#all[at]!;
    return isName(tokenType) || PARTS.has(tokenType);
  }

  /** The last token of a name that goes on with a dot and a number, as in `ubuntu-24.04`; `xs.0` is an item of a list. */
  #numberedEnd(at: number): number {
    let end = at;
    if (!/\d$/.test(this.#all[at]!.image)) return end;
    while (
      this.#adjoins(end) &&
      this.#all[end + 1]!.tokenType === T.Dot &&
      this.#adjoins(end + 1) &&
      /^\d/.test(this.#all[end + 2]!.image)
    ) {
      end += 2;
    }
    return end;
  }

  #join(at: number, end: number): number {
    const parts = this.#all.slice(at, end + 1);
    const [first] = parts as [Token];
    const image = parts.map((part) => part.image).join('');
    const token = makeToken(T.Name, image, first.startOffset, first.startLine, first.first);
    this.#tokens.push(token);
    const span = this.#span(token);
    this.#covered.push(span);
    if (this.#isLabel(at)) {
      const fix = { ...writing(span, `"${image}"`), title: 'Put it in quotes' };
      this.#diagnostics.push(diagnose('VK0114', span, { text: image }, { fix }));
    }
    return end + 1;
  }

  /** Whether it is an item of `os = […]`, where only a system can be meant. */
  #isSystem(at: number): boolean {
    for (let before = at - 1; before > 1 && at - before < 40; before--) {
      const { tokenType: type } = this.#all[before]!;
      if (type === T.LBracket)
        return this.#all[before - 1]!.tokenType === T.Assign && this.#all[before - 2]!.tokenType === T.Os;
      if (type === T.Assign || type === T.LBrace || isClosing(type)) return false;
    }
    return false;
  }

  /** `in { … } {`: the first braces are a map, which is read as if it had its parentheses. */
  #openMap(at: number): void {
    let depth = 0;
    let end = at;
    for (; end < this.#all.length; end++) {
      const { tokenType: type } = this.#all[end]!;
      if (OPENING.has(type)) depth++;
      else if (isClosing(type)) depth--;
      if (depth === 0) break;
    }
    const after = this.#all[end + 1];
    if (after?.tokenType !== T.LBrace || after.first) return;
    const [open, close] = [this.#all[at]!, this.#all[end]!];
    const span = { ...this.#span(open), end: close.endOffset + 1 };
    const edits = [
      { span: { ...span, end: span.start }, text: '(' },
      { span: { ...span, start: span.end }, text: ')' },
    ];
    this.#diagnostics.push(
      diagnose('VK0167', span, {}, { fix: { title: 'Put it in parentheses', safe: true, edits } }),
    );
    this.#mapEnd = end;
    this.#tokens.push(makeToken(T.LParen, '(', open.startOffset, open.startLine, false));
  }

  /** Where the kind stands of `kind label = …`, on one line; null if that is no such thing. */
  #kindBefore(at: number): number | null {
    if (this.#all[at]!.first) return null;
    let label = at - 1;
    while (label > 0 && !this.#all[label]!.first && !this.#isKind(label - 1)) label--;
    const kind = label - 1;
    if (label < 1 || this.#all[label]!.first || !this.#isKind(kind)) return null;
    // What an operator on the line before waits for is a value.
    if (WAITING.has(this.#all[kind - 1]?.tokenType ?? T.LBrace)) return null;
    const { tokenType: begin } = this.#all[label]!;
    if (begin === T.StringOpen) return this.#all[at - 1]!.tokenType === T.StringClose ? kind : null;
    // One word, or one that the reader has just put together.
    return begin === T.Name && this.#wordEnd(label) === at - 1 ? kind : null;
  }

  /** `kind label = { … }` is a block without the `=`; of `kind label = value` the value has no place. */
  #assigned(at: number, kind: number): number {
    const token = this.#all[at]!;
    const head = this.#all
      .slice(kind, at)
      .map(({ image, startOffset }, i, { [i - 1]: before }) =>
        before !== undefined && before.endOffset + 1 < startOffset ? ` ${image}` : image,
      )
      .join('');
    // That its label needs quotes is shown with the rest.
    const last = this.#diagnostics.at(-1);
    const bare = last?.code === 'VK0114' && last.span.end === this.#all[at - 1]!.endOffset + 1;
    if (bare) this.#diagnostics.pop();
    const written = bare ? head.replace(/ (.*)$/, ' "$1"') : head.replace(/[\r\n][\s\S]*/, '…');
    if (this.#all[at + 1]!.tokenType === T.LBrace) {
      const span = this.#span(token);
      const fix = { ...writing(span, ''), title: 'Remove it' };
      this.#diagnostics.push(diagnose('VK0165', span, { head: written }, { fix }));
      return at + 1;
    }
    const end = this.#valueEnd(at);
    const span = { ...this.#span(token), end: this.#all[end]!.endOffset + 1 };
    this.#covered.push(span);
    this.#diagnostics.push(
      diagnose('VK0166', { ...this.#span(this.#all[kind]!), end: span.end }, { head: written }),
    );
    return end + 1;
  }

  /** `} elif`, with a condition after it. */
  #isBranch(at: number): boolean {
    const before = this.#all[at - 1]?.tokenType;
    const next = this.#all[at + 1]?.tokenType;
    return (
      before === T.RBrace && ELIF.has(this.#all[at]?.image ?? '') && next !== T.Assign && next !== T.LBrace
    );
  }

  #branch(at: number): number {
    const token = this.#all[at]!;
    const span = this.#span(token);
    this.#diagnostics.push(
      diagnose('VK0158', span, { text: token.image }, { fix: writing(span, 'else when') }),
    );
    const { image, startOffset, endOffset, startLine, first } = token;
    this.#tokens.push(makeToken(T.Else, image, startOffset, startLine, first));
    this.#tokens.push(makeToken(T.When, '', endOffset + 1, startLine, false));
    return at + 1;
  }

  /** Whether a value begins there. */
  #isValue(at: number): boolean {
    const before = this.#all[at - 1]?.tokenType;
    const next = this.#all[at + 1]?.tokenType;
    return (before === T.Assign || before === T.Arrow) && next !== T.Assign && next !== T.Arrow;
  }

  /** `if … then … else …`, which is one value that cannot be read. */
  #ifValue(at: number): number {
    const token = this.#all[at]!;
    const end = this.#valueEnd(at);
    this.#diagnostics.push(diagnose('VK0162', this.#span(token), {}));
    const last = this.#all[end]!;
    this.#covered.push({ ...this.#span(token), end: last.endOffset + 1 });
    const bad = makeToken(T.Bad, token.image, token.startOffset, token.startLine, token.first);
    this.#tokens.push({ ...bad, endOffset: last.endOffset });
    return end + 1;
  }

  /** The last token of a value that goes on to the end of its line, or of the line where its brackets close. */
  #valueEnd(at: number): number {
    let end = at;
    let lineEnd: number | null = null;
    const open: Token['tokenType'][] = [];
    for (let next = at + 1; next < this.#all.length; next++) {
      const { first, tokenType: type } = this.#all[next]!;
      if (first) lineEnd ??= end;
      if (open.length === 0 && (first || isClosing(type))) break;
      // A bracket that does not close ends nothing farther down.
      if (type === T.End || (isClosing(type) && closers.get(open.at(-1)!) !== type)) return lineEnd ?? end;
      if (closers.has(type)) open.push(type);
      else if (isClosing(type)) open.pop();
      end = next;
    }
    return end;
  }

  #span(token: Token): Span {
    return { file: this.#file, start: token.startOffset, end: token.endOffset + 1, line: token.startLine };
  }
}

const ELIF: ReadonlySet<string> = new Set(['elif', 'elsif', 'elseif', 'elsewhen']);

const PARTS: ReadonlySet<Token['tokenType']> = new Set([
  T.Dot,
  T.BadOperator,
  T.Arithmetic,
  T.Bad,
  T.Colon,
  T.Int,
  T.Size,
  T.Duration,
  T.Mode,
]);

/** After them a value follows, on whichever line. */
const WAITING: ReadonlySet<Token['tokenType']> = new Set([
  T.Arithmetic,
  T.Arrow,
  T.Assign,
  T.Binary,
  T.Colon,
  T.Comma,
  T.Dot,
  T.If,
  T.In,
  T.LBracket,
  T.LParen,
  T.Match,
  T.Not,
  T.Question,
  T.When,
]);

const OPENING: ReadonlySet<Token['tokenType']> = new Set(closers.keys());
