import { SymbolKind } from 'vscode-languageserver-types';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsParams,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyPrepareParams,
} from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { BlockDeclaration, Use } from '../../grammar/syntax.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import type { Project } from '../project/project.ts';
import { libraryDeclaration } from '../project/library-places.ts';
import { declarationAround, nodesOf } from '../project/syntax-tree.ts';
import { usesAt } from '../project/uses.ts';

/** A role or an image, as an item. */
function itemOf(project: Project, file: string, { node, name, span }: BlockDeclaration): CallHierarchyItem {
  return {
    name: name.text,
    kind: node === 'image' ? SymbolKind.Package : SymbolKind.Module,
    detail: isLibraryFile(file) ? 'standard library' : file,
    uri: project.uriOf(file),
    range: project.range(span),
    selectionRange: project.range(name.span),
  };
}

/** The block that declares the name at a place of a file. */
function declaredAt(project: Project, file: string, offset: number): CallHierarchyItem | null {
  const found = declarationAround(project.parsed(file).file, offset);
  return found === null || (found.node !== 'role' && found.node !== 'image')
    ? null
    : itemOf(project, file, found);
}

function prepare(place: Place, { position }: CallHierarchyPrepareParams): CallHierarchyItem[] | null {
  const { project, file } = place;
  const offset = offsetOf(place, position);
  const declaration = project.declarationAt(file, offset);
  const span = declaration?.what === 'role' || declaration?.what === 'image' ? declaration.span : null;
  const item = span === null ? declaredAt(project, file, offset) : declaredAt(project, span.file, span.start);
  return item === null ? null : [item];
}

/** What uses a role. */
function incoming(place: Place, { item }: CallHierarchyIncomingCallsParams): CallHierarchyIncomingCall[] {
  const { projects } = place;
  const found = new Map<string, CallHierarchyIncomingCall>();
  const uses = usesAt(place, offsetOf(place, item.selectionRange.start))?.uses ?? [];
  for (const { uri, range } of uses) {
    const project = projects.find((each) => each.fileOf(uri) !== null);
    if (project === undefined) continue;
    const file = project.fileOf(uri)!;
    const from = declaredAt(project, file, project.document(file).offsetAt(range.start));
    if (from === null) continue;
    const key = `${from.uri} ${from.name}`;
    found.set(key, { from, fromRanges: [...(found.get(key)?.fromRanges ?? []), range] });
  }
  return [...found.values()];
}

/** What a role or an image uses. */
function outgoing(place: Place, { item }: CallHierarchyIncomingCallsParams): CallHierarchyOutgoingCall[] {
  const { project, file } = place;
  const around = declarationAround(project.parsed(file).file, offsetOf(place, item.selectionRange.start));
  if (around === null) return [];
  const found = new Map<string, CallHierarchyOutgoingCall>();
  for (const { role } of nodesOf<Use>(around, 'use')) {
    const span = project.declarationAt(file, role.span.start)?.span ?? null;
    const library = span === null ? libraryDeclaration(place, role.span.start) : null;
    const target = span?.file ?? (library === null ? null : project.fileOf(library.uri));
    if (target === null) continue;
    const start = span?.start ?? project.document(target).offsetAt(library!.range.start);
    const to = declaredAt(project, target, start);
    if (to === null) continue;
    const key = `${to.uri} ${to.name}`;
    found.set(key, { to, fromRanges: [...(found.get(key)?.fromRanges ?? []), project.range(role.span)] });
  }
  return [...found.values()];
}

export default {
  name: 'Call hierarchy',
  doc: 'Shows which images and roles use a role, and what it uses itself.',
  wide: true,
  capability: { callHierarchyProvider: true },
  requests: {
    'textDocument/prepareCallHierarchy': prepare,
    'callHierarchy/incomingCalls': incoming,
    'callHierarchy/outgoingCalls': outgoing,
  },
} satisfies Feature;
