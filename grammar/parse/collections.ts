import type { ParserMethod, TokenType } from 'chevrotain';
import { RecoveringParser } from './recovery.ts';
import { stringNode } from './string-node.ts';
import type { StringPiece } from './string-node.ts';
import type { Expr, MapExpr, Name, StringExpr } from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

type Entry = MapExpr['entries'][number];
type Rule<R> = ParserMethod<[], R>;

/** Strings, lists, maps and calls: expressions that hold other expressions between brackets or quotes. */
export abstract class CollectionParser extends RecoveringParser {
  protected abstract readonly expression: Rule<Expr>;

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

  /** The names of a loop: one for the item, or two for its place or key and the item. */
  protected readonly loopNames = this.RULE('loopNames', (): { index: Name | null; variable: Name } => {
    const first = this.nameOf(this.CONSUME(T.Name));
    const second = this.OPTION(() => {
      this.CONSUME(T.Comma);
      return this.nameOf(this.CONSUME2(T.Name, { ERR_MSG: 'loop name' }));
    });
    return second === undefined ? { index: null, variable: first } : { index: first, variable: second };
  });

  protected readonly listFor = this.RULE('listFor', (): Expr => {
    const open = this.CONSUME(T.LBracket) as Token;
    const node = this.inside(open, (): Expr => {
      this.CONSUME(T.For);
      const { index, variable } = this.SUBRULE(this.loopNames);
      this.CONSUME(T.In);
      const list = this.SUBRULE(this.expression);
      this.CONSUME(T.Colon, { ERR_MSG: 'list for' });
      const value = this.SUBRULE2(this.expression);
      let test: Expr | null = null;
      this.OPTION(() => {
        this.CONSUME(T.If);
        test = this.SUBRULE3(this.expression);
      });
      return { node: 'listfor', span: this.spanFrom(open), index, variable, list, value, test };
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

  /** Reads `=`. Reports the marks that other languages use in its place. */
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

  /** Reads an expression between `open` and its partner. */
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

  /** Reads one item of the list that `open` opens, and the comma after it. */
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

  /** Skips tokens that cannot be read at all. */
  protected stray(situation: string, owner: number, resumes: (place: number) => boolean): void {
    const token = this.CONSUME8(T.Anything) as Token;
    this.report(situation, token);
    this.ACTION(() => this.skip(owner, resumes, token.place));
  }

  #seesOperand(): boolean {
    return this.seesName() || this.sees(...OPERANDS);
  }
}

const OPERANDS: TokenType[] = [T.StringOpen, T.Int, T.Size, T.Duration, T.Mode, T.LBracket, T.LBrace, T.Bad];
