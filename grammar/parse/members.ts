import type { IToken, TokenType } from 'chevrotain';
import { BranchParser } from './branches.ts';
import type {
  Attribute,
  Block,
  Element,
  Expr,
  Label,
  LabelList,
  Let,
  Member,
  Name,
  Param,
  TypeExpr,
  TypeField,
  Use,
} from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

/** Blocks and their members. A keyword is an ordinary name where a value is assigned to it. */
export abstract class MemberParser extends BranchParser {
  protected readonly block = this.RULE('block', (): Block => {
    const open = this.CONSUME(T.LBrace, { ERR_MSG: 'block' }) as Token;
    const members: Member[] = [];
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const member = this.attempt(open.place, this.atMember, () => this.SUBRULE(this.member));
            if (member !== null) members.push(member);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('member', open.place, this.atMember) },
      ]);
    });
    this.CONSUME(T.RBrace);
    return { node: 'block', span: this.spanFrom(open), members };
  });

  protected readonly member = this.RULE('member', (): Member | null =>
    this.OR<Member | null>([
      {
        GATE: () => this.#seesValue(),
        ALT: () => this.SUBRULE(this.attribute),
        IGNORE_AMBIGUITIES: true,
      },
      { GATE: () => this.seesName(2), ALT: () => this.SUBRULE(this.param), IGNORE_AMBIGUITIES: true },
      { GATE: () => this.seesName(2), ALT: () => this.SUBRULE(this.let), IGNORE_AMBIGUITIES: true },
      { GATE: () => this.seesName(2), ALT: () => this.SUBRULE(this.for), IGNORE_AMBIGUITIES: true },
      {
        GATE: () => this.LA(2).tokenType !== T.LBrace,
        ALT: () => this.SUBRULE(this.use),
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.SUBRULE(this.when), IGNORE_AMBIGUITIES: true },
      {
        GATE: () => this.LA(2).tokenType !== T.LBrace,
        ALT: () => this.SUBRULE(this.match),
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.SUBRULE(this.strayElse), IGNORE_AMBIGUITIES: true },
      { ALT: () => this.SUBRULE(this.element) },
    ]),
  );

  protected readonly attribute = this.RULE('attribute', (): Attribute => {
    const start = this.CONSUME(T.Name) as Token;
    const name = this.nameOf(start);
    this.OR([{ ALT: () => this.SUBRULE(this.assign) }, { ALT: () => this.report('missing equals') }]);
    const value = this.SUBRULE(this.value);
    return { node: 'attribute', span: this.spanFrom(start), doc: this.docAbove(start), name, value };
  });

  /** A value after `=`. If it is wrong, the attribute still stays in the tree. */
  protected readonly value = this.RULE('value', (): Expr => {
    const before = this.LA(0) as Token;
    const value = this.attempt(
      before.parent,
      this.atMember,
      () => this.SUBRULE(this.expression),
      before.place,
    );
    return value ?? this.bad(before);
  });

  protected readonly param = this.RULE('param', (): Param => {
    const start = this.CONSUME(T.Param) as Token;
    const name = this.nameOf(this.CONSUME(T.Name, { ERR_MSG: 'param name' }));
    const type = this.OR<TypeExpr | null>([
      {
        ALT: () => {
          this.CONSUME(T.Colon);
          return this.SUBRULE(this.type);
        },
      },
      {
        ALT: () => {
          this.report('param type');
          return null;
        },
      },
    ]);
    const given = this.OPTION(() => {
      this.CONSUME(T.Assign);
      return this.SUBRULE(this.value);
    });
    const body = this.OPTION2(() => this.SUBRULE(this.block));
    return this.ACTION(() => ({
      node: 'param',
      span: this.spanFrom(start),
      doc: this.docAbove(start),
      name,
      type: type ?? likelyType(given, name),
      default: given ?? null,
      body: body ?? null,
    }));
  });

  protected readonly type = this.RULE('type', (): TypeExpr => {
    const start = this.CONSUME(T.Name, { ERR_MSG: 'type' });
    const args: TypeExpr[] = [];
    let fields: TypeField[] | null = null;
    this.OPTION(() => {
      const open = this.CONSUME(T.LParen) as Token;
      this.OR([
        {
          GATE: () => this.sees(T.LBrace),
          ALT: () => {
            fields = this.SUBRULE(this.typeFields);
          },
        },
        { ALT: () => this.MANY(() => this.item(open, args, () => this.SUBRULE(this.type), 'type')) },
      ]);
      this.CONSUME(T.RParen);
    });
    const optional = this.OPTION2(() => this.CONSUME(T.Question)) !== undefined;
    return { node: 'type', span: this.spanFrom(start), name: this.nameOf(start), args, fields, optional };
  });

  protected readonly typeFields = this.RULE('typeFields', (): TypeField[] => {
    const open = this.CONSUME(T.LBrace) as Token;
    const fields: TypeField[] = [];
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const field = this.attempt(open.place, this.atMember, () => this.SUBRULE(this.typeField));
            if (field !== null) fields.push(field);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('key', open.place, this.atMember) },
      ]);
    });
    this.CONSUME(T.RBrace);
    return fields;
  });

  protected readonly typeField = this.RULE('typeField', (): TypeField => {
    const name = this.nameOf(this.CONSUME(T.Name));
    this.SUBRULE(this.assign);
    const type = this.SUBRULE(this.type);
    const span = this.ACTION(() => this.spanFrom(name.span));
    this.OPTION(() => this.CONSUME(T.Comma));
    return { node: 'typefield', span, name, type };
  });

  protected readonly let = this.RULE('let', (): Let => {
    const start = this.CONSUME(T.Let) as Token;
    const name = this.nameOf(this.CONSUME(T.Name, { ERR_MSG: 'let name' }));
    this.SUBRULE(this.assign);
    const value = this.SUBRULE(this.value);
    return { node: 'let', span: this.spanFrom(start), doc: this.docAbove(start), name, value };
  });

  protected readonly use = this.RULE('use', (): Use => {
    const start = this.CONSUME(T.Use) as Token;
    const role = this.OR<Name>({
      DEF: [{ ALT: () => this.nameOf(this.CONSUME(T.Name)) }, { ALT: () => this.SUBRULE(this.quotedName) }],
      ERR_MSG: 'used name',
    });
    const alias = this.OPTION({
      GATE: () => ![T.Assign, T.LBrace].includes(this.LA(2).tokenType),
      DEF: () => {
        this.CONSUME(T.As);
        return this.nameOf(this.CONSUME2(T.Name, { ERR_MSG: 'alias' }));
      },
    });
    const body = this.OPTION2(() => this.SUBRULE(this.block));
    return {
      node: 'use',
      span: this.spanFrom(start),
      doc: this.docAbove(start),
      role,
      alias: alias ?? null,
      body: body ?? null,
    };
  });

  protected readonly element = this.RULE('element', (): Element | null => {
    const start = this.CONSUME(T.Name) as Token;
    const label = this.OPTION({
      GATE: () => !this.#seesNamed(),
      DEF: () => this.SUBRULE(this.label),
    });
    this.MANY({
      GATE: () => label !== undefined && this.#seesSecondLabel(),
      DEF: () => {
        this.report('second label');
        this.SUBRULE2(this.label);
      },
    });
    const body = this.OPTION2(() => this.SUBRULE(this.block));
    if (label === undefined && body === undefined) {
      this.report('lone', start);
      this.ACTION(() => this.skip(start.parent, this.atMember, start.place));
      return null;
    }
    return {
      node: 'element',
      span: this.spanFrom(start),
      doc: this.docAbove(start),
      kind: this.nameOf(start),
      label: label ?? null,
      body: body ?? null,
    };
  });

  protected readonly label = this.RULE('label', (): Label =>
    this.OR<Label>([
      { ALT: () => this.SUBRULE(this.labelItem) },
      { ALT: () => this.SUBRULE(this.labelList) },
    ]),
  );

  protected readonly labelList = this.RULE('labelList', (): LabelList => {
    const open = this.CONSUME(T.LBracket) as Token;
    const items: LabelList['items'][number][] = [];
    this.MANY(() => this.item(open, items, () => this.SUBRULE(this.labelItem), 'label'));
    this.CONSUME(T.RBracket);
    return { node: 'labels', span: this.spanFrom(open), items };
  });

  protected readonly labelItem = this.RULE('labelItem', (): LabelList['items'][number] =>
    this.OR<LabelList['items'][number]>({
      DEF: [
        { ALT: () => this.SUBRULE(this.string) },
        {
          ALT: () => {
            const token = this.CONSUME(T.Int) as Token;
            return { node: 'int', span: this.spanFrom(token), value: Number(token.value) };
          },
        },
        {
          GATE: () => !this.sees(T.True, T.False, T.Unset),
          ALT: () => this.nameOf(this.CONSUME(T.Name)),
        },
        { ALT: () => this.nameOf(this.CONSUME(T.Bad)) },
      ],
      ERR_MSG: 'label',
    }),
  );

  /** Reports a name in quotes, and reads it. */
  protected readonly quotedName = this.RULE('quotedName', (): Name => {
    this.report('quoted name');
    const { span } = this.SUBRULE(this.string);
    return this.ACTION(() => ({
      node: 'name',
      span,
      text: this.textOf(span).replace(/^jinja|"/g, ''),
    }));
  });

  protected docAbove(token: IToken): string | null {
    return (token as Token).first ? (this.docs?.above(token.startLine!) ?? null) : null;
  }

  /** True at `name =`, or at a mark that a person may have written in place of `=`. */
  #seesValue(): boolean {
    const next = this.peek(2);
    const type = next.tokenType;
    if (type === T.Assign || type === T.Colon || type === T.Arrow || next.image === '==') return true;
    if (this.sees(T.When, T.Match, T.For, T.Else, T.Use) || next.first) return false;
    return VALUES.includes(type);
  }

  /** True when the next name begins a member of its own and so is not a label. */
  #seesNamed(): boolean {
    const next = this.LA(2).tokenType;
    if (!this.seesName()) return false;
    return next === T.Assign || next === T.Colon || (this.seesMember() && next !== T.LBrace);
  }

  #seesSecondLabel(): boolean {
    if (!this.seesName()) return true;
    if (this.peek(1).first) return false;
    const next = this.peek(2);
    return next.tokenType === T.RBrace || (next.first && this.seesName(2));
  }
}

/** A token of these types after a name is a value that lacks its `=`; no label looks like it. */
const VALUES: readonly TokenType[] = [T.Size, T.Duration, T.Mode, T.True, T.False, T.Unset, T.BadOperator];

/** The type of a param that states none, guessed from its default, so that no further errors follow. */
function likelyType(given: Expr | undefined, name: Name): TypeExpr {
  const kind = given?.node ?? 'string';
  const text = ['int', 'bool', 'size', 'duration', 'mode'].includes(kind) ? kind : 'string';
  return { node: 'type', span: name.span, name: { ...name, text }, args: [], fields: null, optional: false };
}
