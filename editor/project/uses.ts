import type { Location } from 'vscode-languageserver';
import type { Declaration } from '../../compiler/model/semantics.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Place } from './feature.ts';
import type { Project } from './project.ts';
import { nodesAt } from './syntax-tree.ts';

/** A name with every place that stands for it, over all projects of the workspace. */
export interface Uses {
  readonly declaration: Declaration;
  /** Null if the language, a kind or the library brings it. */
  readonly declared: Location | null;
  /** In order of document and place. */
  readonly uses: readonly Location[];
}

/** The uses of the word at an offset; null if it stands for nothing. */
export function usesAt({ project, file, projects }: Place, offset: number): Uses | null {
  const declaration = project.declarationAt(file, offset) ?? inLibrary(project, file, offset);
  if (declaration === null || declaration.what === 'file') return null;
  const { span } = declaration;
  const found = new Map<string, Location>();
  const take = (from: Project, spans: readonly Span[]) => {
    for (const each of spans) {
      const location = from.location(each);
      const { line, character } = location.range.start;
      found.set(
        `${location.uri}:${String(line).padStart(7, '0')}:${String(character).padStart(7, '0')}`,
        location,
      );
    }
  };
  take(project, project.model.usesOf(declaration));
  const uri = span === null ? null : project.uriOf(span.file);
  for (const other of projects) {
    if (other === project) continue;
    const name = uri === null ? null : other.fileOf(uri);
    if (span === null) take(other, other.model.usesOf(declaration));
    else if (name !== null)
      take(other, other.model.usesOf({ ...declaration, span: { ...span, file: name } }));
  }
  const uses = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, location]) => location);
  return { declaration, declared: span === null ? null : project.location(span), uses };
}

/** The declaration whose name stands at an offset of a text of a library, which the checker has not looked at. */
function inLibrary(project: Project, file: string, offset: number): Declaration | null {
  if (!isLibraryFile(file)) return null;
  const found = nodesAt(project.parsed(file).file, offset).at(-2) as BlockDeclaration | undefined;
  if (found === undefined || !['role', 'os', 'family', 'param'].includes(found.node)) return null;
  const { node: what, name, doc } = found;
  return { what, name: name.text, owner: null, span: name.span, type: null, doc };
}
