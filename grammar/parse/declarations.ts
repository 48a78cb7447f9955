import { beginsDeclaration } from '../scan/brackets.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Docs } from './doc-comments.ts';
import type { StoredLookahead } from './lookahead.ts';
import { MemberParser } from './members.ts';
import type { Source } from './stop.ts';
import type { Enclosure } from './recovery.ts';
import type { BlockDeclaration, Declaration, Expr, Import, Name, SourceFile } from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

export interface Parsed {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[];
  /** Parentheses by the expression that they enclose; the tree does not show them. */
  readonly enclosed: ReadonlyMap<Expr, Enclosure>;
}

/** Parses whole files. One instance can parse any number of files, one after the other. */
export class FileParser extends MemberParser {
  #grammar: ReturnType<MemberParser['getGAstProductions']> | null = null;
  readonly #isAnalysed: boolean;

  /** @param stored what the parser decides by, if that is known; to find it out takes longer than to parse a small file */
  constructor(stored: StoredLookahead | null = null, skipValidations = true) {
    super(skipValidations);
    this.#isAnalysed = stored === null;
    if (stored === null) this.performSelfAnalysis();
    else this.useLookahead(stored);
  }

  /** The grammar is asked for to say what was expected. */
  override getGAstProductions(): ReturnType<MemberParser['getGAstProductions']> {
    if (this.#isAnalysed) return super.getGAstProductions();
    return (this.#grammar ??= new FileParser().getGAstProductions());
  }

  /** Parses tokens in which every bracket has its partner. */
  read(source: Source, docs: Docs): Parsed {
    this.begin(source, docs);
    const content = this.#file();
    const span = { file: source.file, start: 0, end: source.text.length, line: 1 };
    const diagnostics = this.end();
    return { file: { node: 'file', span, ...content }, diagnostics, enclosed: this.enclosed };
  }

  readonly #file = this.RULE('file', (): Pick<SourceFile, 'imports' | 'declarations'> => {
    const imports: Import[] = [];
    const declarations: Declaration[] = [];
    this.MANY(() => {
      this.OR([
        {
          GATE: () => this.LA(2).tokenType !== T.Assign,
          ALT: () => {
            const found = this.attempt(-1, this.#atDeclaration, () => this.SUBRULE(this.#import));
            if (found !== null) imports.push(found);
          },
          IGNORE_AMBIGUITIES: true,
        },
        {
          GATE: () => this.#seesDeclaration(),
          ALT: () => {
            const found = this.attempt(-1, this.#atDeclaration, () => this.SUBRULE(this.#declaration));
            if (found !== null) declarations.push(found);
          },
          IGNORE_AMBIGUITIES: true,
        },
        { ALT: () => this.stray('top', -1, this.#atDeclaration) },
      ]);
    });
    return { imports, declarations };
  });

  readonly #import = this.RULE('import', (): Import => {
    const start = this.CONSUME(T.Import);
    const from = this.OR({ DEF: [{ ALT: () => this.SUBRULE(this.string) }], ERR_MSG: 'import path' });
    return { node: 'import', span: this.spanFrom(start), from };
  });

  readonly #declaration = this.RULE('declaration', (): Declaration =>
    this.OR<Declaration>([
      { ALT: () => this.SUBRULE(this.param) },
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.#blockDeclaration) },
    ]),
  );

  readonly #blockDeclaration = this.RULE('blockDeclaration', (): BlockDeclaration => {
    const start = this.OR([
      { ALT: () => this.CONSUME(T.Image) },
      { ALT: () => this.CONSUME(T.Role) },
      { ALT: () => this.CONSUME(T.Os) },
      { ALT: () => this.CONSUME(T.Family) },
    ]) as Token;
    const name = this.OR2<Name>({
      DEF: [{ ALT: () => this.nameOf(this.CONSUME(T.Name)) }, { ALT: () => this.SUBRULE(this.quotedName) }],
      ERR_MSG: 'declared name',
    });
    const body = this.SUBRULE(this.block);
    return {
      node: start.image as BlockDeclaration['node'],
      span: this.spanFrom(start),
      doc: this.docAbove(start),
      name,
      body,
    };
  });

  /** True at `image`, `let` and so on, unless a value is assigned to that name. */
  #seesDeclaration(): boolean {
    return ![T.Assign, T.Colon, T.Binary].includes(this.LA(2).tokenType);
  }

  readonly #atDeclaration = (place: number): boolean => beginsDeclaration(this.tokens, place);
}
