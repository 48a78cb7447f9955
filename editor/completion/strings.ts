import { CompletionItemKind } from 'vscode-languageserver-types';
import { T } from '../../grammar/scan/tokens.ts';
import { globMatcher } from '../../compiler/sdk/glob.ts';
import type { Cursor } from '../text/cursor.ts';
import type { Place } from '../project/feature.ts';
import { resolved } from '../project/paths.ts';
import { word } from './items.ts';
import type { Draft } from './items.ts';
import { packageItems } from './packages.ts';

/** What can stand in a string: paths of files, names of packages. The range is that of the last part of a path. */
export function stringItems(place: Place, cursor: Cursor): { items: Draft[]; start: number } | null {
  const text = cursor.stringText;
  if (text === null) return null;
  const [before, call] = [cursor.beforeBracket(1), cursor.beforeBracket(2)];
  const start = cursor.offset - (text.length - (text.lastIndexOf('/') + 1));
  if (before?.tokenType === T.Import) return { start, items: fileItems(place, text, '.vkimage') };
  if (before?.tokenType === T.LParen && call !== undefined) {
    const folders = call.image === 'path';
    if (folders || ['file', 'files', 'text'].includes(call.image))
      return { start, items: fileItems(place, text, folders ? null : '') };
  }
  const labels = before?.image === 'package' || isInLabels(cursor);
  return labels ? { start: cursor.offset - text.length, items: packageItems(place, text) } : null;
}

/** Whether the string is an item of `package […]`. */
function isInLabels(cursor: Cursor): boolean {
  const place = cursor.open.at(-2);
  const bracket = place === undefined ? undefined : cursor.before[place];
  return bracket?.tokenType === T.LBracket && cursor.before[place! - 1]?.image === 'package';
}

/** Files and folders below the folder that is written so far; folders only if the ending is null. */
function fileItems({ project, file }: Place, text: string, ending: string | null): Draft[] {
  const typed = text.slice(0, text.lastIndexOf('/') + 1);
  const folder = resolved(file, typed);
  if (folder === null) return [];
  const prefix = folder === '' ? '' : `${folder}/`;
  const all = folder === '' ? project.files.host.glob('**') : (project.files.host.list(folder) ?? []);
  const folders = new Set<string>();
  const files: string[] = [];
  for (const path of all) {
    if (!path.startsWith(prefix) || path === file) continue;
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    if (slash >= 0) folders.add(rest.slice(0, slash));
    else if (ending !== null && globMatcher(`*${ending}`)(rest)) files.push(rest);
  }
  return [
    ...[...folders].map((name) => word(`${name}/`, CompletionItemKind.Folder, 'a folder')),
    ...files.map((name) => word(name, CompletionItemKind.File, 'a file')),
  ];
}
