import type { Span } from './span.ts';

/** Node types of the syntax tree. Every node has the span of the text that it was read from. */

export interface SourceFile {
  readonly node: 'file';
  readonly span: Span;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
}

export interface Comment {
  readonly span: Span;
  /** Includes its marks: `# …`, `// …` or a whole block comment. */
  readonly text: string;
  /** True if other text stands before it on its line. */
  readonly trailing: boolean;
}

export interface Name {
  readonly node: 'name';
  readonly span: Span;
  readonly text: string;
}

export interface Import {
  readonly node: 'import';
  readonly span: Span;
  readonly from: StringExpr;
}

export type Declaration = BlockDeclaration | Let | Param;

/** `image NAME { }`, `role NAME { }`, `os NAME { }`, `family NAME { }` */
export interface BlockDeclaration {
  readonly node: 'image' | 'role' | 'os' | 'family';
  readonly span: Span;
  /** The comment block directly above, without its marks; null when there is none. */
  readonly doc: string | null;
  readonly name: Name;
  readonly body: Block;
}

export interface Block {
  readonly node: 'block';
  readonly span: Span;
  readonly members: readonly Member[];
}

export type Member = Attribute | Param | Let | Use | When | Match | For | Element;

/** `name = expr` */
export interface Attribute {
  readonly node: 'attribute';
  readonly span: Span;
  readonly doc: string | null;
  readonly name: Name;
  readonly value: Expr;
}

/** `param name: type = default { }` */
export interface Param {
  readonly node: 'param';
  readonly span: Span;
  readonly doc: string | null;
  readonly name: Name;
  readonly type: TypeExpr;
  readonly default: Expr | null;
  /** What its value has to meet; null if it has no block. */
  readonly body: Block | null;
}

/** `let name = expr` */
export interface Let {
  readonly node: 'let';
  readonly span: Span;
  readonly doc: string | null;
  readonly name: Name;
  readonly value: Expr;
}

/** `use name as alias { }` */
export interface Use {
  readonly node: 'use';
  readonly span: Span;
  readonly doc: string | null;
  readonly role: Name;
  readonly alias: Name | null;
  readonly body: Block | null;
}

/** `when expr { } else …`; `else` is null, a block, or a further `when`. */
export interface When {
  readonly node: 'when';
  readonly span: Span;
  readonly test: Expr;
  readonly then: Block;
  readonly else: Block | When | null;
}

/** `match expr { pattern, pattern { } … else { } }`; of `else when …` the block has the `when` alone, and its span. */
export interface Match {
  readonly node: 'match';
  readonly span: Span;
  readonly subject: Expr;
  readonly arms: readonly MatchArm[];
  readonly else: Block | null;
}

export interface MatchArm {
  readonly node: 'arm';
  readonly span: Span;
  readonly patterns: readonly Pattern[];
  readonly body: Block;
}

/** A bare name or a literal. */
export type Pattern = Name | StringExpr | Literal;

/** `for name in expr { }`, or `for index, name in expr { }` with the place in a list or the key in a map */
export interface For {
  readonly node: 'for';
  readonly span: Span;
  readonly index: Name | null;
  readonly variable: Name;
  readonly list: Expr;
  readonly body: Block;
}

/** A resource or a nested block: `package nginx`, `service ssh { … }`, `build { … }`. */
export interface Element {
  readonly node: 'element';
  readonly span: Span;
  readonly doc: string | null;
  readonly kind: Name;
  readonly label: Label | null;
  readonly body: Block | null;
}

/** The items of a list label are names, strings or integers. Any other expression in it is a syntax error. */
export type Label = Name | StringExpr | Literal | LabelList;

export interface LabelList {
  readonly node: 'labels';
  readonly span: Span;
  readonly items: readonly (Name | StringExpr | Literal)[];
}

/** `list(string)?` */
export interface TypeExpr {
  readonly node: 'type';
  readonly span: Span;
  readonly name: Name;
  readonly args: readonly TypeExpr[];
  /** `object({ name = string })`; null without braces. */
  readonly fields: readonly TypeField[] | null;
  readonly optional: boolean;
}

/** `name = type` in the type of an object. */
export interface TypeField {
  readonly node: 'typefield';
  readonly span: Span;
  readonly name: Name;
  readonly type: TypeExpr;
}

export type Expr =
  | StringExpr
  | Literal
  | NameExpr
  | ListExpr
  | MapExpr
  | ListFor
  | Call
  | GetAttr
  | Index
  | Unary
  | Binary
  | Conditional
  | MatchExpr
  | Bad;

/** `"…"`, `"""…"""`, `jinja"…"`: literal texts and `${}` expressions. Adjacent texts are one part. */
export interface StringExpr {
  readonly node: 'string';
  readonly span: Span;
  readonly jinja: boolean;
  /** True if written with `"""`. The common indentation is removed from its text. */
  readonly block: boolean;
  readonly parts: readonly (TextPart | Expr)[];
}

export interface TextPart {
  readonly node: 'text';
  readonly span: Span;
  /** The text with escapes resolved. */
  readonly value: string;
}

export type Literal =
  | { readonly node: 'int'; readonly span: Span; readonly value: number }
  | { readonly node: 'bool'; readonly span: Span; readonly value: boolean }
  | { readonly node: 'unset'; readonly span: Span }
  /** `50G`: bytes, with binary units. */
  | { readonly node: 'size'; readonly span: Span; readonly value: number; readonly text: string }
  /** `10m`: seconds. */
  | { readonly node: 'duration'; readonly span: Span; readonly value: number; readonly text: string }
  /** `0644`: the four digits as text. */
  | { readonly node: 'mode'; readonly span: Span; readonly value: string };

/** A bare name as a value. */
export interface NameExpr {
  readonly node: 'ref';
  readonly span: Span;
  readonly name: string;
}

export interface ListExpr {
  readonly node: 'list';
  readonly span: Span;
  readonly items: readonly Expr[];
}

export interface MapExpr {
  readonly node: 'map';
  readonly span: Span;
  readonly entries: readonly { readonly span: Span; readonly key: Name | StringExpr; readonly value: Expr }[];
}

/** `[for x in xs : f(x) if g(x)]`, or `[for k, v in m : …]` */
export interface ListFor {
  readonly node: 'listfor';
  readonly span: Span;
  readonly index: Name | null;
  readonly variable: Name;
  readonly list: Expr;
  readonly value: Expr;
  readonly test: Expr | null;
}

export interface Call {
  readonly node: 'call';
  readonly span: Span;
  readonly name: Name;
  readonly args: readonly Expr[];
}

export interface GetAttr {
  readonly node: 'get';
  readonly span: Span;
  readonly object: Expr;
  readonly name: Name;
}

export interface Index {
  readonly node: 'index';
  readonly span: Span;
  readonly object: Expr;
  readonly index: Expr;
}

export interface Unary {
  readonly node: 'not';
  readonly span: Span;
  readonly operand: Expr;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | ArithmeticOperator;

export interface Binary {
  readonly node: 'binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Conditional {
  readonly node: 'conditional';
  readonly span: Span;
  readonly test: Expr;
  readonly then: Expr;
  readonly else: Expr;
}

export interface MatchExpr {
  readonly node: 'matchexpr';
  readonly span: Span;
  readonly subject: Expr;
  readonly arms: readonly {
    readonly span: Span;
    readonly patterns: readonly Pattern[];
    readonly value: Expr;
  }[];
  readonly else: Expr | null;
}

/**
 * Stands for an expression that could not be read. It was reported already, so code that uses it reports
 * nothing.
 */
export interface Bad {
  readonly node: 'bad';
  readonly span: Span;
}
