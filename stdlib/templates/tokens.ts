/** A piece of an expression; `at` is where it begins in the template. */
export interface Token {
  readonly type: 'name' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Something in braces. */
export interface Piece {
  readonly type: 'expression' | 'statement';
  readonly tokens: readonly Token[];
  readonly at: number;
}

/** What is wrong with a template, and where. */
export interface Fault {
  readonly at: number;
  readonly message: string;
}

const SPACE = /\s+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|0[xob][\da-fA-F_]+/y;
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const SIGN = /\/\/|\*\*|==|!=|<=|>=|[-+*/%~<>=.,:|()[\]{}]/y;

const PAIRS = ['()', '[]', '{}'];
const CLOSING = { '{{': '}}', '{%': '%}' } as const;

/** The pieces of a template in order, or what is wrong with its braces. */
export function piecesOf(text: string): { readonly pieces: readonly Piece[]; readonly fault: Fault | null } {
  const pieces: Piece[] = [];
  const failed = (at: number, message: string) => ({ pieces, fault: { at, message } });
  let at = 0;
  for (;;) {
    const open = /\{[{%#]/g;
    open.lastIndex = at;
    const found = open.exec(text);
    if (found === null) return { pieces, fault: null };
    const begin = found.index;
    const kind = found[0] as '{{' | '{%' | '{#';
    if (kind === '{#') {
      const end = text.indexOf('#}', begin + 2);
      if (end < 0) return failed(begin, 'The comment that begins here is not closed: `#}` is missing.');
      at = end + 2;
      continue;
    }
    const raw = /\{%[-+]?\s*raw\s*[-+]?%\}/y;
    raw.lastIndex = begin;
    if (raw.test(text)) {
      const end = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
      end.lastIndex = raw.lastIndex;
      if (end.exec(text) === null) return failed(begin, '`raw` is not closed: `{% endraw %}` is missing.');
      at = end.lastIndex;
      continue;
    }
    const inside = readTokens(text, begin + (/[-+]/.test(text[begin + 2] ?? '') ? 3 : 2), CLOSING[kind]);
    if (inside.fault !== null) {
      const { at: where, message } = inside.fault;
      return failed(where < 0 ? begin : where, message);
    }
    pieces.push({ type: kind === '{{' ? 'expression' : 'statement', tokens: inside.tokens, at: begin });
    at = inside.end;
  }
}

function readTokens(text: string, from: number, closing: string) {
  const tokens: Token[] = [];
  const failed = (at: number, message: string) => ({ tokens, end: at, fault: { at, message } });
  const open: string[] = [];
  let at = from;
  const take = (form: RegExp): string | null => {
    form.lastIndex = at;
    return form.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const signed = /^[-+]/.test(text[at]!) && text.startsWith(closing, at + 1);
    if ((open.length === 0 && text.startsWith(closing, at)) || signed) {
      tokens.push({ type: 'end', text: closing, at });
      return { tokens, end: at + closing.length + (signed ? 1 : 0), fault: null };
    }
    let token: Token | null = null;
    for (const [type, form] of [
      ['name', NAME],
      ['number', NUMBER],
      ['string', STRING],
      ['sign', SIGN],
    ] as const) {
      const found = take(form);
      if (found === null) continue;
      token = { type, text: found, at };
      break;
    }
    if (token === null) {
      const quote = text[at] === "'" || text[at] === '"';
      return failed(
        at,
        quote
          ? 'The text that begins here is not closed: its quote is missing.'
          : `\`${text[at]}\` means nothing in a template’s braces.`,
      );
    }
    const pair = PAIRS.find((each) => each.includes(token.text));
    if (token.type === 'sign' && pair !== undefined) {
      if (pair.startsWith(token.text)) open.push(pair[1]!);
      else {
        const wanted = open.pop();
        if (wanted === undefined) return failed(at, `Nothing opens this \`${token.text}\`.`);
        if (wanted !== token.text)
          return failed(at, `\`${wanted}\` is expected here, not \`${token.text}\`.`);
      }
    }
    tokens.push(token);
    at += token.text.length;
  }
  return failed(-1, `What begins here is not closed: \`${closing}\` is missing.`);
}
