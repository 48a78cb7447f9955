import type { BlockDeclaration, Let, Param, SourceFile, StringExpr } from '../../grammar/syntax.ts';

export type Declared = BlockDeclaration | Let | Param;

/** A source file with what it declares and what its imports bring into scope. */
export interface Module {
  readonly file: string;
  readonly syntax: SourceFile;
  /** Roles, systems, families and images by name; each kind of declaration has names of its own. */
  readonly blocks: Readonly<Record<BlockDeclaration['node'], Map<string, BlockDeclaration>>>;
  readonly values: Map<string, Let | Param>;
  readonly imports: Module[];
  /** One of its imports could not be read, so that names may be missing. */
  incomplete: boolean;
  /** Where each of them is named. */
  readonly importedAt: Map<Module, StringExpr>;
}

/** The tree of a file, and its declarations by name. */
interface Content extends Pick<Module, 'syntax' | 'blocks' | 'values'> {}

interface Reading {
  /** Parses the file again. */
  readonly read: () => SourceFile;
  /** Is told of what has the name of something else. */
  readonly twice: (declaration: Declared, first: Declared) => void;
}

/** A module that can let go of its syntax tree. */
export class LoadedModule implements Module {
  readonly file: string;
  readonly imports: Module[] = [];
  incomplete = false;
  readonly importedAt = new Map<Module, StringExpr>();
  isImported = false;
  readonly #read: Reading['read'];
  #content: Content | null;

  constructor(file: string, syntax: SourceFile, { read, twice }: Reading) {
    this.file = file;
    this.#read = read;
    this.#content = contentOf(syntax, twice);
  }

  get syntax(): SourceFile {
    return this.#now.syntax;
  }

  get blocks(): Module['blocks'] {
    return this.#now.blocks;
  }

  get values(): Module['values'] {
    return this.#now.values;
  }

  release(): void {
    this.#content = null;
  }

  get #now(): Content {
    return (this.#content ??= contentOf(this.#read(), () => undefined));
  }
}

function contentOf(syntax: SourceFile, twice: Reading['twice']): Content {
  const blocks = { image: new Map(), role: new Map(), os: new Map(), family: new Map() };
  const values = new Map<string, Let | Param>();
  for (const declaration of syntax.declarations) {
    const isValue = declaration.node === 'let' || declaration.node === 'param';
    const table: Map<string, Declared> = isValue ? values : blocks[declaration.node];
    const first = table.get(declaration.name.text);
    if (first === undefined) table.set(declaration.name.text, declaration);
    else twice(declaration, first);
  }
  return { syntax, blocks, values };
}
