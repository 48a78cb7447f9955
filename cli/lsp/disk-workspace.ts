import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { URI } from 'vscode-uri';
import { boundaryOf, libraryOf } from '../../compiler/model/file-names.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { OpenTexts, ProjectFiles, Workspace } from '../../editor/project/workspace.ts';
import { libraryFile } from './library-files.ts';
import { baseName, folderOf, pathBelow } from '../../editor/text/uri.ts';
import { DiskHost } from '../project/disk-host.ts';
import { findProjects, rootOf } from '../project/find.ts';
import { PROJECT_FILE, projectSettings } from '../project/settings.ts';
import { isFailure } from '../shell/command.ts';

const EXTENSION = '.vkimage';

/** Projects on disk, with the texts of open documents over their files. */
export const diskWorkspace: Workspace = {
  libraryFile,

  async project(uri, open) {
    const path = pathOf(uri);
    // A folder that was removed or may not be read, a document that was never saved, a path of another system.
    if (path === null || !isReadableFolder(dirname(path))) return looseProject(uri, open);
    const root = rootOf(path);
    const texts = new Map<string, string>();
    for (const [each, text] of open) {
      const file = pathOf(each);
      if (file !== null) texts.set(file, text);
    }
    const settingsPath = join(root, PROJECT_FILE);
    const settings = await projectSettings(root, texts.get(settingsPath) ?? readableText(settingsPath));
    const host = new DiskHost(root, texts, settings?.libraries);
    return {
      root: URI.file(root).toString(),
      entries: entriesOf(root, path, [...texts.keys()]),
      host,
      settings,
      libraryUri(file) {
        const boundary = boundaryOf(file);
        const found = host.library(libraryOf(boundary))?.absolute(file.slice(boundary.length)) ?? null;
        return found === null ? null : URI.file(found).toString();
      },
    } satisfies ProjectFiles;
  },

  async sources(folder) {
    const path = pathOf(folder);
    if (path === null || !isFolder(path)) return [];
    const projects = findProjects([path], path);
    if (isFailure(projects)) return [];
    return projects.flatMap(({ root, entries }) =>
      entries.map((entry) => URI.file(join(root, entry)).toString()),
    );
  },
};

function pathOf(uri: string): string | null {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : null;
}

function isReadableFolder(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return isFolder(path);
  } catch {
    return false;
  }
}

/** The text of a file; null if there is none, or none that may be read. */
function readableText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The sources that are compiled with a file: all of a project with settings, or else those that lie beside it. */
function entriesOf(root: string, path: string, open: readonly string[]): string[] {
  const found = existsSync(join(root, PROJECT_FILE)) ? inProject(root) : beside(root);
  const all = new Set(found);
  for (const file of [path, ...open]) {
    if (file.endsWith(EXTENSION) && isFolder(dirname(file)) && rootOf(file) === root)
      all.add(relative(root, file).split(sep).join('/'));
  }
  if (!path.endsWith(EXTENSION) && path !== join(root, PROJECT_FILE))
    all.add(relative(root, path).split(sep).join('/'));
  return [...all].sort();
}

function inProject(root: string): readonly string[] {
  const projects = findProjects([root], root);
  return isFailure(projects) ? [] : (projects.find((each) => each.root === root)?.entries ?? []);
}

function beside(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(EXTENSION) && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** A document that is in no folder, with the open ones beside it. */
function looseProject(uri: string, open: OpenTexts): ProjectFiles {
  const root = folderOf(uri);
  const files: Record<string, string> = {};
  for (const [each, text] of open) {
    const path = each === uri ? baseName(uri) : pathBelow(root, each);
    if (path !== null) files[path] = text;
  }
  return { root, entries: [baseName(uri)], host: memoryHost(files), settings: null, libraryUri: () => null };
}
