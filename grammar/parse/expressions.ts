import type { IToken, TokenType } from 'chevrotain';
import { joinOperations } from '../scan/operators.ts';
import type { Operation } from '../scan/operators.ts';
import { CollectionParser } from './collections.ts';
import { cover } from '../span.ts';
import type { Expr, Literal, MatchExpr, Pattern } from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

type ArmOfExpr = MatchExpr['arms'][number];

/**
 * Values, as in HCL. Operators are read as a flat list and joined afterwards, which keeps the stack shallow.
 */
export abstract class ExpressionParser extends CollectionParser {
  protected readonly expression = this.RULE('expression', (): Expr => {
    const first = this.SUBRULE(this.operand);
    const operations: Operation[] = [];
    this.MANY({
      GATE: () => this.#seesOperator(),
      DEF: () => {
        const operator = this.OR([
          { ALT: () => this.CONSUME(T.Binary) },
          { ALT: () => this.CONSUME(T.Arithmetic) },
          { ALT: () => this.CONSUME(T.In) },
          { ALT: () => this.CONSUME(T.BadOperator) },
        ]) as Token;
        operations.push({ operator, right: this.SUBRULE2(this.operand) });
      },
    });
    const test = this.ACTION(() =>
      operations.length === 0
        ? first
        : joinOperations(
            first,
            operations,
            (e) => this.whole(e),
            (at) => this.report('chained', at),
          ),
    );
    let whole = test;
    this.OPTION(() => {
      this.CONSUME(T.Question);
      const then = this.SUBRULE(this.expression);
      this.CONSUME(T.Colon, { ERR_MSG: 'choice' });
      const other = this.SUBRULE2(this.expression);
      whole = this.ACTION(() => {
        const span = cover(this.whole(test), this.whole(other));
        // oxlint-disable-next-line unicorn/no-thenable -- a node of the tree, which nobody awaits
        return { node: 'conditional', span, test, then, else: other };
      });
    });
    return whole;
  });

  protected readonly operand = this.RULE('operand', (): Expr => {
    const nots: IToken[] = [];
    this.MANY(() => nots.push(this.CONSUME(T.Not)));
    let value = this.SUBRULE(this.primary);
    this.MANY2(() => {
      value = this.OR([
        {
          ALT: () => {
            this.CONSUME(T.Dot);
            const name = this.nameOf(
              this.OR2({
                DEF: [{ GATE: () => !this.#seesNextLine(), ALT: () => this.CONSUME(T.Name) }],
                ERR_MSG: 'dot',
              }),
            );
            return this.ACTION(() => ({
              node: 'get' as const,
              span: cover(this.whole(value), name.span),
              object: value,
              name,
            }));
          },
        },
        {
          ALT: () => {
            const open = this.CONSUME(T.LBracket) as Token;
            const index = this.inside(open, () => this.SUBRULE(this.expression));
            this.CONSUME(T.RBracket);
            return this.ACTION(() => ({
              node: 'index' as const,
              span: this.spanFrom(this.whole(value)),
              object: value,
              index,
            }));
          },
        },
      ]);
    });
    return this.ACTION(() =>
      nots.reduceRight<Expr>((operand, not) => ({ node: 'not', span: this.spanFrom(not), operand }), value),
    );
  });

  protected readonly primary = this.RULE('primary', (): Expr =>
    this.OR<Expr>({
      DEF: [
        { ALT: () => this.SUBRULE(this.string) },
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.bad(this.CONSUME(T.Bad)) },
        { ALT: () => this.SUBRULE(this.parentheses) },
        { GATE: () => this.#seesListFor(), ALT: () => this.SUBRULE(this.listFor), IGNORE_AMBIGUITIES: true },
        { ALT: () => this.SUBRULE(this.list) },
        { GATE: () => !this.inHead, ALT: () => this.SUBRULE(this.map) },
        { ALT: () => this.SUBRULE(this.constant), IGNORE_AMBIGUITIES: true },
        {
          GATE: () => this.#seesMatch(),
          ALT: () => this.SUBRULE(this.matchExpr),
          IGNORE_AMBIGUITIES: true,
        },
        {
          GATE: () => this.LA(2).tokenType === T.LParen,
          ALT: () => this.SUBRULE(this.call),
          IGNORE_AMBIGUITIES: true,
        },
        {
          // A line after `name =` that reads as a member is a member: the value is missing.
          GATE: () => this.LA(0).tokenType !== T.Assign || !this.seesMember(),
          ALT: () => {
            const token = this.CONSUME(T.Name);
            return { node: 'ref', span: this.spanFrom(token), name: token.image };
          },
        },
      ],
      ERR_MSG: 'operand',
    }),
  );

  protected readonly number = this.RULE('number', (): Literal => {
    const kind = (node: Literal['node'], type: TokenType) => ({
      ALT: () => {
        const token = this.CONSUME(type) as Token;
        const span = this.spanFrom(token);
        return { node, span, value: token.value, text: token.image };
      },
    });
    const { text, ...rest } = this.OR([
      kind('int', T.Int),
      kind('size', T.Size),
      kind('duration', T.Duration),
      kind('mode', T.Mode),
    ]);
    return (rest.node === 'size' || rest.node === 'duration' ? { ...rest, text } : rest) as Literal;
  });

  protected readonly constant = this.RULE('constant', (): Literal => {
    const token = this.OR([
      { ALT: () => this.CONSUME(T.True) },
      { ALT: () => this.CONSUME(T.False) },
      { ALT: () => this.CONSUME(T.Unset) },
    ]);
    const span = this.spanFrom(token);
    if (token.tokenType === T.Unset) return { node: 'unset', span };
    return { node: 'bool', span, value: token.tokenType === T.True };
  });

  protected readonly matchExpr = this.RULE('matchExpr', (): Expr => {
    const start = this.CONSUME(T.Match);
    const subject = this.SUBRULE(this.head);
    const open = this.CONSUME(T.LBrace, { ERR_MSG: 'block' }) as Token;
    const inHead = this.inHead;
    this.inHead = false;
    const arms: ArmOfExpr[] = [];
    let other: Expr | null = null;
    this.MANY(() => {
      if (other !== null && !this.sees(T.Else)) this.report('after else');
      this.OR([
        {
          ALT: () => {
            other = this.attempt(open.place, this.atLine, () => {
              this.CONSUME(T.Else);
              return this.SUBRULE(this.armValue);
            });
          },
          IGNORE_AMBIGUITIES: true,
        },
        {
          ALT: () => {
            const arm = this.attempt(open.place, this.atLine, () => {
              const patterns = this.SUBRULE(this.patterns);
              const value = this.SUBRULE2(this.armValue);
              return this.ACTION(() => ({
                span: cover(patterns[0]!.span, this.whole(value)),
                patterns,
                value,
              }));
            });
            if (arm !== null) arms.push(arm);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('pattern', open.place, this.atLine) },
      ]);
    });
    this.CONSUME(T.RBrace);
    this.inHead = inHead;
    return { node: 'matchexpr', span: this.spanFrom(start), subject, arms, else: other };
  });

  protected readonly armValue = this.RULE('armValue', (): Expr => {
    this.CONSUME(T.Arrow, { ERR_MSG: 'value arm' });
    const value = this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.report('member comma');
      this.CONSUME(T.Comma);
    });
    return value;
  });

  protected readonly patterns = this.RULE('patterns', (): Pattern[] => {
    const patterns: Pattern[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => patterns.push(this.SUBRULE(this.pattern)),
      ERR_MSG: 'pattern',
    });
    return patterns;
  });

  protected readonly pattern = this.RULE('pattern', (): Pattern =>
    this.OR<Pattern>({
      DEF: [
        { ALT: () => this.SUBRULE(this.string) },
        { ALT: () => this.SUBRULE(this.constant), IGNORE_AMBIGUITIES: true },
        {
          ALT: () => {
            const token = this.CONSUME(T.Int) as Token;
            return { node: 'int', span: this.spanFrom(token), value: Number(token.value) };
          },
        },
        { ALT: () => this.nameOf(this.CONSUME(T.Name)) },
        { ALT: () => this.nameOf(this.CONSUME(T.Bad)) },
      ],
      ERR_MSG: 'pattern',
    }),
  );

  /** The expression in the head of a block. The block after it is read even if the expression is wrong. */
  protected readonly head = this.RULE('head', (): Expr => {
    const before = this.LA(0) as Token;
    const inHead = this.inHead;
    this.inHead = true;
    const value = this.attempt(
      before.parent,
      this.atBlock,
      () => this.SUBRULE(this.expression),
      before.place,
    );
    this.inHead = inHead;
    return this.ACTION(() => {
      const start = this.peek(1).place;
      if (value !== null && !this.sees(T.LBrace)) {
        this.report('block');
        this.skip(before.parent, this.atBlock, start - 1);
      }
      return value ?? this.bad(before);
    });
  });

  /** True at the operator `in`. `in` can also be the name of an attribute. */
  #seesOperator(): boolean {
    return !this.sees(T.In) || ![T.Assign, T.Arrow, T.LBrace].includes(this.LA(2).tokenType);
  }

  /** True at `name =` on a line of its own, which does not belong to the expression before it. */
  #seesNextLine(): boolean {
    return this.peek(1).first && this.LA(2).tokenType === T.Assign;
  }

  #seesListFor(): boolean {
    return (
      this.LA(2).tokenType === T.For && this.seesName(3) && [T.In, T.Comma].includes(this.LA(4).tokenType)
    );
  }

  #seesMatch(): boolean {
    if (this.seesName(2)) return this.LA(2).tokenType !== T.In && this.LA(3).tokenType !== T.Assign;
    return SUBJECTS.includes(this.LA(2).tokenType);
  }
}

const SUBJECTS: TokenType[] = [T.StringOpen, T.Int, T.LParen, T.Not, T.Bad];
