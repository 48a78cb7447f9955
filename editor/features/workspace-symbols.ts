import type { WorkspaceSymbol, WorkspaceSymbolParams } from 'vscode-languageserver';
import type { Feature } from '../project/feature.ts';
import { DECLARED } from '../project/outline.ts';
import type { Project } from '../project/project.ts';

/** Whether the letters of the query stand in the name in their order, as editors expect. */
function matches(name: string, query: string): boolean {
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = name.toLowerCase().indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** What all projects declare. */
export default {
  name: 'Workspace symbols',
  doc: 'Finds images, roles, systems, top-level values and params in the whole workspace.',
  capability: { workspaceSymbolProvider: true },
  general: {
    'workspace/symbol': (
      projects: readonly Project[],
      { query = '' }: WorkspaceSymbolParams,
    ): WorkspaceSymbol[] => {
      const found = new Map<string, WorkspaceSymbol>();
      for (const project of projects) {
        for (const file of project.ownFiles) {
          for (const { name, node } of project.parsed(file).file.declarations) {
            if (!matches(name.text, query)) continue;
            const location = project.location(name.span);
            const key = `${location.uri} ${name.span.start}`;
            found.set(key, { name: name.text, kind: DECLARED[node], containerName: file, location });
          }
        }
      }
      return [...found.values()];
    },
  },
} satisfies Feature;
