import type { Location } from 'vscode-languageserver';
import type { BlockDeclaration, NameExpr, Pattern, Use } from '../../grammar/syntax.ts';
import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { library } from '../../stdlib/index.ts';
import type { Place } from './feature.ts';
import { nodesAt } from './syntax-tree.ts';

const FOLDERS = { role: 'roles', os: 'systems', family: 'families' } as const;

/** Where the standard library declares what stands at an offset: for texts of the library, which the checker has not looked at. */
export function libraryDeclaration({ project, file }: Place, offset: number): Location | null {
  const node = nodesAt(project.parsed(file).file, offset).at(-1);
  const word =
    node?.node === 'name'
      ? (node as Extract<Pattern, { node: 'name' }>).text
      : (node as NameExpr | undefined)?.name;
  if (typeof word !== 'string') return null;
  const path = nodesAt(project.parsed(file).file, offset);
  const use = path.findLast((each) => each.node === 'use') as Use | undefined;
  for (const kind of use?.role === node ? (['role'] as const) : (['os', 'family'] as const)) {
    const name = `${LIBRARY_PREFIX}${FOLDERS[kind]}/${word}.vkimage`;
    if (!Object.hasOwn(library.sources, name)) continue;
    const found = library
      .tree(name)
      .declarations.find((each): each is BlockDeclaration => each.node === kind);
    if (found !== undefined) return project.location(found.name.span);
  }
  return null;
}
