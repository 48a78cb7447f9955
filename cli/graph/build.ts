import { posix } from 'node:path';
import { isLibraryFile, libraryImport, LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Image } from '../../compiler/model/ir.ts';
import { parse } from '../../grammar/parse/parser.ts';
import type { Block, BlockDeclaration, Member, SourceFile, Use, When } from '../../grammar/syntax.ts';
import { carriedFiles } from '../project/carried.ts';
import type { Compiled } from '../project/compile.ts';
import { displayName } from '../project/find.ts';
import { GraphBuilder } from './model.ts';
import type { Graph } from './model.ts';

/** The graph of compiled images: what they are declared in, which roles they use, which targets they have. */
export function graphOf(images: readonly Compiled[], cwd: string): Graph {
  const builder = new GraphBuilder();
  const projects = new Map<Compiled['result'], Sources>();
  for (const { image, result, root } of images) {
    let sources = projects.get(result);
    if (sources === undefined) {
      sources = new Sources(result.sources, builder, (file) => displayed(root, file, cwd));
      projects.set(result, sources);
    }
    addImage(image, sources, builder);
  }
  return builder.graph();
}

const displayed = (root: string, file: string, cwd: string): string =>
  isLibraryFile(file) ? file : displayName(root, file, cwd);

interface Declared {
  readonly declaration: BlockDeclaration;
  readonly file: string;
}

/** The sources of one project, as far as the graph shows them. */
class Sources {
  readonly shown: (file: string) => string;
  readonly #trees = new Map<string, SourceFile>();
  readonly #texts: Compiled['result']['sources'];
  readonly #builder: GraphBuilder;
  readonly #roles = new Map<BlockDeclaration, string>();

  constructor(texts: Compiled['result']['sources'], builder: GraphBuilder, shown: (file: string) => string) {
    this.#texts = texts;
    this.#builder = builder;
    this.shown = shown;
  }

  /** The node of a source, with the sources that it imports. */
  source(file: string): string {
    const known = this.#trees.has(file);
    const id = this.#builder.node('source', this.shown(file));
    if (known) return id;
    for (const to of this.#imports(file)) this.#builder.edge(id, this.source(to));
    return id;
  }

  /** The node of a role, with what it uses. */
  role({ declaration, file }: Declared): string {
    const known = this.#roles.get(declaration);
    if (known !== undefined) return known;
    const { text: name } = declaration.name;
    const library = file.startsWith(LIBRARY_PREFIX);
    const id = library
      ? this.#builder.node('library role', name)
      : this.#builder.node('role', `${this.shown(file)} ${name}`, name, this.shown(file));
    this.#roles.set(declaration, id);
    if (!library) this.#builder.edge(id, this.source(file));
    for (const used of this.uses(declaration, file)) this.#builder.edge(id, this.role(used));
    return id;
  }

  /** The roles that a declaration uses, under whatever condition. */
  uses(declaration: BlockDeclaration, file: string): (Declared & { readonly as: string })[] {
    return usesIn(declaration.body).flatMap(({ role, alias }) => {
      const found = this.find('role', role.text, file);
      return found === null ? [] : [{ ...found, as: (alias ?? role).text }];
    });
  }

  /** What a name means in a file: its own, an imported one, or the standard library's. */
  find(node: 'role' | 'image', name: string, file: string): Declared | null {
    const library = `${LIBRARY_PREFIX}roles/${name}.vkimage`;
    for (const each of [file, ...this.#imports(file), library]) {
      const declaration = this.#tree(each)?.declarations.find(
        (one) => one.node === node && one.name.text === name,
      );
      if (declaration !== undefined) return { declaration: declaration as BlockDeclaration, file: each };
    }
    return null;
  }

  #tree(file: string): SourceFile | null {
    const known = this.#trees.get(file);
    if (known !== undefined) return known;
    const source = this.#texts.get(file);
    if (source === undefined) return null;
    const { file: tree } = parse(file, source.text);
    this.#trees.set(file, tree);
    return tree;
  }

  #imports(file: string): string[] {
    return (this.#tree(file)?.imports ?? []).flatMap(({ from }) => {
      const [part] = from.parts;
      const path = part?.node === 'text' ? part.value : '';
      const name = path.startsWith('lib:') ? (libraryImport(path)?.file ?? '') : beside(file, path);
      return this.#texts.has(name) ? [name] : [];
    });
  }
}

/** A path in a file, as the host names it. The prefix of a library is no folder. */
function beside(file: string, path: string): string {
  return posix.normalize(posix.join(posix.dirname(file), path));
}

function addImage(image: Image, sources: Sources, builder: GraphBuilder): void {
  const { file } = image.origin;
  const id = builder.node('image', image.name, image.name, sources.shown(file));
  builder.edge(id, sources.source(file));
  const found = sources.find('image', image.name, file);
  const uses = found === null ? [] : sources.uses(found.declaration, file);
  const roles = new Map<string, string>();
  const addRoles = (all: readonly (Declared & { readonly as: string })[]) => {
    for (const each of all) {
      const folder = each.as.replace(/-/g, '_');
      if (roles.has(folder)) continue;
      roles.set(folder, sources.role(each));
      addRoles(sources.uses(each.declaration, each.file));
    }
  };
  for (const used of uses) builder.edge(id, sources.role(used));
  addRoles(uses);
  for (const target of image.targets) {
    const own = builder.node('target', target.name, target.name, sources.shown(file));
    builder.edge(own, id);
    const { os, base } = target;
    if (base !== null) {
      const lower = sources.shown(sources.find('image', base.image, file)?.file ?? file);
      builder.edge(own, builder.node('target', base.target, base.target, lower));
      builder.edge(id, builder.node('image', base.image, base.image, lower));
    }
    const library = os.origin.file.startsWith(LIBRARY_PREFIX);
    builder.edge(
      own,
      builder.node('system', os.name, os.name, library ? null : sources.shown(os.origin.file)),
    );
    for (const run of [...target.provision, ...target.start]) {
      const role = roles.get(run.name.replace(/_(?:start|prepare)$/, '')) ?? roles.get(run.name);
      // A role of the standard library has files of the project from the image that gives them to it.
      const by = role === undefined || role.startsWith('library role ') ? id : role;
      for (const path of carriedFiles(run))
        if (!path.startsWith(LIBRARY_PREFIX)) builder.edge(by, builder.node('file', sources.shown(path)));
    }
  }
}

function usesIn(block: Block | null): Use[] {
  return (block?.members ?? []).flatMap(usesOf);
}

function usesOf(member: Member): Use[] {
  switch (member.node) {
    case 'use':
      return [member];
    case 'when':
      return [...usesIn(member.then), ...otherwise(member)];
    case 'match':
      return [...member.arms.flatMap(({ body }) => usesIn(body)), ...usesIn(member.else)];
    case 'for':
    case 'element':
      return usesIn(member.body);
    default:
      return [];
  }
}

function otherwise({ else: rest }: When): Use[] {
  if (rest === null) return [];
  return rest.node === 'block' ? usesIn(rest) : usesOf(rest);
}
