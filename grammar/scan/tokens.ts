import { createToken, EOF, type IToken, type TokenType } from 'chevrotain';

/**
 * The vocabulary. The scanner decides what is a token; these types only name them for the parser, so none has
 * a pattern. Everything that can be passed over when a member cannot be read is `Anything`; what closes
 * something is not, so that no error ever leaves the brackets it stands in.
 */

const Anything = createToken({ name: 'Anything' });

const passable = (name: string, ...also: TokenType[]) =>
  createToken({ name, categories: [Anything, ...also] });

/** Any name, also one that is a keyword elsewhere. */
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
  /** Stands for what could not be read and was reported. */
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
  /** An operator that the language does not have; it was reported. */
  BadOperator: passable('BadOperator'),

  End: EOF,
} as const;

/** For the parser: every type once. */
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

/** The type of a name: `Name`, or one of those that mean something in some places. */
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

/** What closes what, by type. */
export const closers: ReadonlyMap<TokenType, TokenType> = new Map([
  [T.LBrace, T.RBrace],
  [T.LBracket, T.RBracket],
  [T.LParen, T.RParen],
  [T.InterpolationOpen, T.InterpolationClose],
  [T.StringOpen, T.StringClose],
]);

export interface Token extends IToken {
  startOffset: number;
  /** Inclusive, as chevrotain counts; one less than `startOffset` for a token without text. */
  endOffset: number;
  startLine: number;
  /** Whether it is the first on its line. */
  first: boolean;
  /** Put in for something that is missing; there is no text for it and it was reported. */
  virtual: boolean;
  /** Place of the token that closes or opens this one, of the opening token around it, and its own; -1 for none. */
  partner: number;
  parent: number;
  place: number;
  /** What the text stands for, for literals. */
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

/** A token without text, for one that is missing at the start of `before`. */
export function missingToken(type: TokenType, before: Token): Token {
  return { ...makeToken(type, '', before.startOffset, before.startLine, false), virtual: true };
}
