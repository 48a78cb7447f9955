import type { IToken, ParserMethod } from 'chevrotain';
import { ExpressionParser } from './expressions.ts';
import type { Block, For, Match, MatchArm, When } from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

/** Members that choose or repeat other members: `when`, `match`, `for`. */
export abstract class BranchParser extends ExpressionParser {
  protected abstract readonly block: ParserMethod<[], Block>;

  protected readonly when = this.RULE('when', (): When => this.#whenAfter(this.CONSUME(T.When)));

  /** Reports `else if`, and reads it as `else when`. */
  protected readonly elseIf = this.RULE('elseIf', (): When => {
    this.report('else if');
    return this.#whenAfter(this.CONSUME(T.If));
  });

  #whenAfter(start: IToken): When {
    const test = this.SUBRULE(this.head);
    const then = this.SUBRULE(this.block);
    const other = this.OPTION({
      GATE: () => this.LA(2).tokenType !== T.Assign,
      DEF: () => {
        this.CONSUME(T.Else);
        return this.OR<Block | When>({
          DEF: [
            { ALT: () => this.SUBRULE(this.when) },
            { ALT: () => this.SUBRULE(this.elseIf) },
            { ALT: () => this.SUBRULE2(this.block) },
          ],
          ERR_MSG: 'block',
        });
      },
    });
    // oxlint-disable-next-line unicorn/no-thenable -- a node of the tree, which nobody awaits
    return { node: 'when', span: this.spanFrom(start), test, then, else: other ?? null };
  }

  protected readonly match = this.RULE('match', (): Match => {
    const start = this.CONSUME(T.Match);
    const subject = this.SUBRULE(this.head);
    const open = this.CONSUME(T.LBrace, { ERR_MSG: 'block' }) as Token;
    const arms: MatchArm[] = [];
    let other: Block | null = null;
    this.MANY(() => {
      if (other !== null) this.report('after else');
      this.OR([
        {
          ALT: () => {
            other = this.attempt(open.place, this.atLine, () => {
              this.CONSUME(T.Else);
              return this.SUBRULE(this.elseArm);
            });
          },
          IGNORE_AMBIGUITIES: true,
        },
        {
          ALT: () => {
            const arm = this.attempt(open.place, this.atLine, () => this.SUBRULE(this.arm));
            if (arm !== null) arms.push(arm);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('pattern', open.place, this.atLine) },
      ]);
    });
    this.CONSUME(T.RBrace);
    return { node: 'match', span: this.spanFrom(start), subject, arms, else: other };
  });

  protected readonly arm = this.RULE('arm', (): MatchArm => {
    const patterns = this.SUBRULE(this.patterns);
    const body = this.SUBRULE(this.armBlock);
    return this.ACTION(() => ({
      node: 'arm',
      span: this.spanFrom(patterns[0]!.span),
      patterns,
      body,
    }));
  });

  /** A block, or a `when`, which stands alone in the block that is returned. */
  protected readonly elseArm = this.RULE('elseArm', (): Block =>
    this.OR({
      DEF: [
        {
          GATE: () => this.LA(2).tokenType !== T.Assign,
          ALT: () => {
            const when = this.OR2<When>([
              { ALT: () => this.SUBRULE(this.when) },
              { ALT: () => this.SUBRULE(this.elseIf) },
            ]);
            return this.ACTION(() => ({ node: 'block' as const, span: when.span, members: [when] }));
          },
        },
        { ALT: () => this.SUBRULE(this.block) },
      ],
      ERR_MSG: 'block arm',
    }),
  );

  protected readonly armBlock = this.RULE('armBlock', (): Block =>
    this.OR({ DEF: [{ ALT: () => this.SUBRULE(this.block) }], ERR_MSG: 'block arm' }),
  );

  protected readonly for = this.RULE('for', (): For => {
    const start = this.CONSUME(T.For);
    const { index, variable } = this.SUBRULE(this.loopNames);
    this.CONSUME(T.In, { ERR_MSG: 'for in' });
    const list = this.SUBRULE(this.head);
    const body = this.SUBRULE(this.block);
    return { node: 'for', span: this.spanFrom(start), index, variable, list, body };
  });

  protected readonly strayElse = this.RULE('strayElse', (): null => {
    this.report('else', this.CONSUME(T.Else) as Token);
    this.OPTION(() => this.SUBRULE(this.block));
    return null;
  });
}
