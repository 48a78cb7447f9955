import type { IToken, TokenType } from 'chevrotain';
import { joinOperations } from './operators.ts';
import type { Operation } from './operators.ts';
import { RecoveringParser } from './recovery.ts';
import { cover } from './span.ts';
import { stringNode } from './string-node.ts';
import type { StringPiece } from './string-node.ts';
import type { Expr, Literal, MapExpr, MatchExpr, Name, Pattern, StringExpr } from './syntax.ts';
import { T } from './tokens.ts';
import type { Token } from './tokens.ts';

type ArmOfExpr = MatchExpr['arms'][number];
type Entry = MapExpr['entries'][number];

/** Values, as in HCL. Operators are read flat and joined afterwards, which keeps the stack shallow. */
export abstract class ExpressionParser extends RecoveringParser {
  protected readonly expression = this.RULE('expression', (): Expr => {
    const first = this.SUBRULE(this.operand);
    const operations: Operation[] = [];
    this.MANY({
      GATE: () => this.#seesOperator(),
      DEF: () => {
        const operator = this.OR([
          { ALT: () => this.CONSUME(T.Binary) },
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
          // A line that begins after `name =` and reads as a member is one: the value is missing.
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

  protected readonly string = this.RULE('string', (): StringExpr => {
    const open = this.CONSUME(T.StringOpen) as Token;
    const pieces: StringPiece[] = [];
    this.MANY(() => {
      this.OR([
        { ALT: () => pieces.push(this.CONSUME(T.Text) as Token) },
        {
          ALT: () => {
            const start = this.CONSUME(T.InterpolationOpen) as Token;
            const value = this.inside(start, () => this.SUBRULE(this.expression));
            this.CONSUME(T.InterpolationClose);
            pieces.push(value);
          },
        },
      ]);
    });
    this.CONSUME(T.StringClose);
    return this.ACTION(() => stringNode(open, pieces, this.spanFrom(open), (t) => this.spanFrom(t, t)));
  });

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

  protected readonly parentheses = this.RULE('parentheses', (): Expr => {
    const open = this.CONSUME(T.LParen) as Token;
    const value = this.inside(open, () => this.SUBRULE(this.expression));
    this.CONSUME(T.RParen);
    this.ACTION(() => {
      const depth = (this.enclosed.get(value)?.depth ?? 0) + 1;
      this.enclosed.set(value, { depth, span: this.spanFrom(open) });
    });
    return value;
  });

  protected readonly list = this.RULE('list', (): Expr => {
    const open = this.CONSUME(T.LBracket) as Token;
    const items: Expr[] = [];
    this.MANY(() => this.item(open, items, () => this.SUBRULE(this.expression)));
    this.CONSUME(T.RBracket);
    return { node: 'list', span: this.spanFrom(open), items };
  });

  protected readonly listFor = this.RULE('listFor', (): Expr => {
    const open = this.CONSUME(T.LBracket) as Token;
    const node = this.inside(open, (): Expr => {
      this.CONSUME(T.For);
      const variable = this.nameOf(this.CONSUME(T.Name));
      this.CONSUME(T.In);
      const list = this.SUBRULE(this.expression);
      this.CONSUME(T.Colon, { ERR_MSG: 'list for' });
      const value = this.SUBRULE2(this.expression);
      let test: Expr | null = null;
      this.OPTION(() => {
        this.CONSUME(T.If);
        test = this.SUBRULE3(this.expression);
      });
      return { node: 'listfor', span: this.spanFrom(open), variable, list, value, test };
    });
    this.CONSUME(T.RBracket);
    return this.ACTION(() => ({ ...node, span: this.spanFrom(open) }));
  });

  protected readonly call = this.RULE('call', (): Expr => {
    const name = this.nameOf(this.CONSUME(T.Name));
    const open = this.CONSUME(T.LParen) as Token;
    const args: Expr[] = [];
    this.MANY(() => this.item(open, args, () => this.SUBRULE(this.expression)));
    this.CONSUME(T.RParen);
    return { node: 'call', span: this.spanFrom(name.span), name, args };
  });

  protected readonly map = this.RULE('map', (): Expr => {
    const open = this.CONSUME(T.LBrace) as Token;
    const entries: Entry[] = [];
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const entry = this.attempt(open.place, this.atMember, () => this.SUBRULE(this.entry));
            if (entry !== null) entries.push(entry);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('key', open.place, this.atMember) },
      ]);
    });
    this.CONSUME(T.RBrace);
    return { node: 'map', span: this.spanFrom(open), entries };
  });

  protected readonly entry = this.RULE('entry', (): Entry => {
    const key = this.OR<Name | StringExpr>([
      { ALT: () => this.nameOf(this.CONSUME(T.Name)) },
      { ALT: () => this.SUBRULE(this.string) },
    ]);
    this.SUBRULE(this.assign);
    const value = this.SUBRULE(this.expression);
    const span = this.ACTION(() => this.spanFrom(key.span));
    this.OPTION(() => this.CONSUME(T.Comma));
    return { span, key, value };
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

  /** The expression in the head of a block. Whatever is wrong with it, the block after it is read. */
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

  /** `=`, or what is written for it in other languages, which is reported. */
  protected readonly assign = this.RULE('assign', (): void => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(T.Assign) },
        {
          ALT: () => {
            this.report('colon');
            this.CONSUME(T.Colon);
            this.OPTION(() => this.CONSUME2(T.Assign));
          },
        },
        {
          GATE: () => this.LA(1).image === '==',
          ALT: () => {
            this.report('equals');
            this.CONSUME(T.Binary);
          },
        },
        {
          ALT: () => {
            this.report('equals');
            this.CONSUME(T.Arrow);
          },
        },
        { ALT: () => this.CONSUME(T.BadOperator) },
      ],
      ERR_MSG: 'assign',
    });
  });

  /** What stands between `open` and its partner. */
  protected inside(open: Token, read: () => Expr): Expr {
    const inHead = this.inHead;
    this.inHead = false;
    const nowhere = () => false;
    const value = this.attempt(open.place, nowhere, read);
    this.inHead = inHead;
    return this.ACTION(() => {
      if (value !== null && this.peek(1).place !== open.partner) {
        this.report('unexpected');
        this.skip(open.place, nowhere, open.place);
      }
      return value ?? this.bad(open);
    });
  }

  /** One item of what `open` opens, and the comma after it. */
  protected item<R>(open: Token, items: R[], read: () => R, situation = 'item'): void {
    const inHead = this.inHead;
    this.inHead = false;
    this.OR9([
      {
        ALT: () => {
          const item = this.attempt(open.place, this.afterComma, read);
          if (item === null) return;
          items.push(item);
          const comma = this.OPTION9(() => this.CONSUME9(T.Comma));
          if (comma !== undefined || this.RECORDING_PHASE || this.peek(1).place === open.partner) return;
          this.report(this.#seesOperand() ? 'comma' : situation);
          if (!this.#seesOperand()) this.skip(open.place, this.afterComma, open.place);
        },
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.stray(situation, open.place, this.afterComma) },
    ]);
    this.inHead = inHead;
  }

  /** Passes over what cannot be read at all. */
  protected stray(situation: string, owner: number, resumes: (place: number) => boolean): void {
    const token = this.CONSUME8(T.Anything) as Token;
    this.report(situation, token);
    this.ACTION(() => this.skip(owner, resumes, token.place));
  }

  #seesOperand(): boolean {
    return this.seesName() || this.sees(...OPERANDS);
  }

  /** `in` is also a name, which an attribute can have. */
  #seesOperator(): boolean {
    return !this.sees(T.In) || ![T.Assign, T.Arrow, T.LBrace].includes(this.LA(2).tokenType);
  }

  /** `name =` on a line of its own, which belongs to nothing before it. */
  #seesNextLine(): boolean {
    return this.peek(1).first && this.LA(2).tokenType === T.Assign;
  }

  #seesListFor(): boolean {
    return this.LA(2).tokenType === T.For && this.seesName(3) && this.LA(4).tokenType === T.In;
  }

  #seesMatch(): boolean {
    if (this.seesName(2)) return this.LA(2).tokenType !== T.In && this.LA(3).tokenType !== T.Assign;
    return SUBJECTS.includes(this.LA(2).tokenType);
  }
}

const OPERANDS: TokenType[] = [T.StringOpen, T.Int, T.Size, T.Duration, T.Mode, T.LBracket, T.LBrace, T.Bad];
const SUBJECTS: TokenType[] = [T.StringOpen, T.Int, T.LParen, T.Not, T.Bad];
