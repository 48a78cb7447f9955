import type { Data } from '../model/data.ts';

/** An expression of Jinja. */
export type Expr =
  | { readonly node: 'value'; readonly value: Data }
  | { readonly node: 'name'; readonly name: string }
  | { readonly node: 'attribute'; readonly of: Expr; readonly name: string }
  | { readonly node: 'item'; readonly of: Expr; readonly index: Expr }
  | { readonly node: 'slice'; readonly of: Expr; readonly parts: readonly (Expr | null)[] }
  | { readonly node: 'call'; readonly of: Expr; readonly args: Args }
  | { readonly node: 'filter'; readonly of: Expr; readonly name: string; readonly args: Args | null }
  | {
      readonly node: 'test';
      readonly of: Expr;
      readonly name: string;
      readonly args: Args | null;
      readonly not: boolean;
    }
  | { readonly node: 'not' | 'minus'; readonly of: Expr }
  | { readonly node: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr }
  | { readonly node: 'cond'; readonly yes: Expr; readonly test: Expr; readonly no: Expr | null }
  | { readonly node: 'list'; readonly items: readonly Expr[] }
  | { readonly node: 'dict'; readonly entries: readonly (readonly [Expr, Expr])[] };

export interface Args {
  readonly positional: readonly Expr[];
  readonly named: Readonly<Record<string, Expr>>;
}

export const literal = (value: Data): Expr => ({ node: 'value', value });
