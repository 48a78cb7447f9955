import { boundaryOf, libraryImport, LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import type { Call, Import, StringExpr } from '../../grammar/syntax.ts';
import type { Project } from './project.ts';
import { nodesOf } from './syntax-tree.ts';
import { uriBelow } from '../text/uri.ts';

/** A path that a source names, and the document that it means. */
export interface NamedFile {
  readonly span: Span;
  readonly uri: string;
}

const FUNCTIONS: ReadonlySet<string> = new Set(['file', 'text']);

/** The files that a source names: in imports, `file("…")` and `text("…")`. Only those that are there. */
export function namedFiles(project: Project, file: string): NamedFile[] {
  const root = project.parsed(file).file;
  const strings = [
    ...root.imports.map(({ from }: Import) => from),
    ...nodesOf<Call>(root, 'call').flatMap(({ name, args: [first] }) =>
      FUNCTIONS.has(name.text) && first?.node === 'string' ? first : [],
    ),
  ];
  return strings.flatMap((string) => {
    const path = plainText(string);
    const uri = path === null ? null : target(project, file, path);
    return uri === null ? [] : { span: inside(string), uri };
  });
}

export function fileAt(project: Project, file: string, offset: number): NamedFile | null {
  return namedFiles(project, file).find(({ span }) => span.start <= offset && offset <= span.end) ?? null;
}

/** The text of a string without expressions; null for others. */
export function plainText({ parts }: StringExpr): string | null {
  const [part] = parts;
  return parts.length === 1 && part!.node === 'text' ? part!.value : null;
}

/** What stands between the quotes. */
function inside({ span, block }: StringExpr): Span {
  const quotes = block ? 3 : 1;
  return { ...span, start: span.start + quotes, end: span.end - quotes };
}

/** The document that a path in a file means. */
function target(project: Project, from: string, path: string): string | null {
  if (path.startsWith('lib:')) {
    const found = libraryImport(path);
    return found === null ? null : project.files.libraryUri(found.file);
  }
  if (boundaryOf(from) === LIBRARY_PREFIX) return null;
  const name = resolved(from, path);
  if (name === null || boundaryOf(from) !== '') return null;
  return project.files.host.read(name).kind === 'file' ? uriBelow(project.files.root, name) : null;
}

/** A path relative to the folder of a file, from the root of the project; null if it leads out of it. */
export function resolved(from: string, path: string): string | null {
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
