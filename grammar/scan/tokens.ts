import { createToken, EOF, type IToken, type TokenType } from 'chevrotain';

/**
 * The token types. The scanner decides where tokens begin and end; these types only name them for the parser,
 * so none has a pattern. Every type that recovery may skip is in the category `Anything`. Closing tokens are
 * not in it, so recovery never leaves the brackets in which the mistake stands.
 */

const Anything = createToken({ name: 'Anything' });

const passable = (name: string, ...also: TokenType[]) =>
  createToken({ name, categories: [Anything, ...also] });

/** Any name, including the keywords. */
const Name = passable('Name');
const keyword = (type: string) => passable(type, Name);

export const T = {
  Anything,
  Name,
  True: keyword('True'),
  False: keyword('False'),
  Unset: keyword('Unset'),
  In: keyword('In'),
  If: keyword('If'),
  Else: keyword('Else'),
  As: keyword('As'),
  For: keyword('For'),
  When: keyword('When'),
  Match: keyword('Match'),
  Use: keyword('Use'),
  Let: keyword('Let'),
  Param: keyword('Param'),
  Import: keyword('Import'),
  Image: keyword('Image'),
  Role: keyword('Role'),
  Os: keyword('Os'),
  Family: keyword('Family'),

  Int: passable('Int'),
  Size: passable('Size'),
  Duration: passable('Duration'),
  Mode: passable('Mode'),
  /** Stands for text that could not be read and was reported. */
  Bad: passable('Bad'),

  StringOpen: passable('StringOpen'),
  Text: passable('Text'),
  InterpolationOpen: passable('InterpolationOpen'),
  InterpolationClose: createToken({ name: 'InterpolationClose' }),
  StringClose: createToken({ name: 'StringClose' }),

  LBrace: passable('LBrace'),
  LBracket: passable('LBracket'),
  LParen: passable('LParen'),
  RBrace: createToken({ name: 'RBrace' }),
  RBracket: createToken({ name: 'RBracket' }),
  RParen: createToken({ name: 'RParen' }),

  Assign: passable('Assign'),
  Arrow: passable('Arrow'),
  Colon: passable('Colon'),
  Comma: passable('Comma'),
  Dot: passable('Dot'),
  Question: passable('Question'),
  Not: passable('Not'),
  Binary: passable('Binary'),
  /** `+ - * / %` with nothing of an operator beside it. */
  Arithmetic: passable('Arithmetic'),
  /** An operator that the language does not have; it was reported already. */
  BadOperator: passable('BadOperator'),

  End: EOF,
} as const;

/** All token types, each once, for the parser. */
export const vocabulary: TokenType[] = Object.values(T);

const keywords = new Map<string, TokenType>(
  [
    T.True,
    T.False,
    T.Unset,
    T.In,
    T.If,
    T.Else,
    T.As,
    T.For,
    T.When,
    T.Match,
    T.Use,
    T.Let,
    T.Param,
    T.Import,
    T.Image,
    T.Role,
    T.Os,
    T.Family,
  ].map((type) => [type.name.toLowerCase(), type]),
);

export function isKeyword(type: TokenType): boolean {
  return keywords.get(type.name.toLowerCase()) === type;
}

/** The token type of a name: a keyword's own type, or `Name`. */
export function typeOfName(text: string): TokenType {
  return keywords.get(text) ?? T.Name;
}

export const operators: ReadonlyMap<string, TokenType> = new Map([
  ['||', T.Binary],
  ['&&', T.Binary],
  ['==', T.Binary],
  ['!=', T.Binary],
  ['<=', T.Binary],
  ['>=', T.Binary],
  ['=>', T.Arrow],
  ['<', T.Binary],
  ['>', T.Binary],
  ['=', T.Assign],
  ['+', T.Arithmetic],
  ['-', T.Arithmetic],
  ['*', T.Arithmetic],
  ['/', T.Arithmetic],
  ['%', T.Arithmetic],
  [':', T.Colon],
  [',', T.Comma],
  ['.', T.Dot],
  ['?', T.Question],
  ['!', T.Not],
  ['{', T.LBrace],
  ['}', T.RBrace],
  ['[', T.LBracket],
  [']', T.RBracket],
  ['(', T.LParen],
  [')', T.RParen],
]);

/** The closing type for each opening type. */
export const closers: ReadonlyMap<TokenType, TokenType> = new Map([
  [T.LBrace, T.RBrace],
  [T.LBracket, T.RBracket],
  [T.LParen, T.RParen],
  [T.InterpolationOpen, T.InterpolationClose],
  [T.StringOpen, T.StringClose],
]);

const CLOSING = new Set<TokenType>(closers.values());

export function isClosing(type: TokenType): boolean {
  return CLOSING.has(type);
}

export interface Token extends IToken {
  startOffset: number;
  /** Inclusive, as in chevrotain; one less than `startOffset` for a token without text. */
  endOffset: number;
  startLine: number;
  /** True for the first token on its line. */
  first: boolean;
  /** True for a token that was inserted for a missing one. It has no text, and the mistake was reported. */
  virtual: boolean;
  /**
   * `partner`: place of the token that closes or opens this one. `parent`: place of the opening token around
   * it. `place`: its own. -1 when there is none.
   */
  partner: number;
  parent: number;
  place: number;
  /** The value of a literal: its number or its text. Null for other tokens. */
  value: number | string | null;
}

export function makeToken(
  tokenType: TokenType,
  image: string,
  start: number,
  line: number,
  first: boolean,
): Token {
  return {
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx!,
    image,
    startOffset: start,
    endOffset: start + image.length - 1,
    startLine: line,
    first,
    virtual: false,
    partner: -1,
    parent: -1,
    place: -1,
    value: null,
  };
}

/** A token without text that stands for a missing one at the start of `before`. */
export function missingToken(type: TokenType, before: Token): Token {
  return { ...makeToken(type, '', before.startOffset, before.startLine, false), virtual: true };
}
