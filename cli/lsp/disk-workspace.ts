import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
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

  isFolder(uri) {
    const path = pathOf(uri);
    return path !== null && isFolder(path);
  },

  async project(uri, open) {
    const path = pathOf(uri);
    if (path === null) return looseProject(uri, open);
    const texts = new Map<string, string>();
    for (const [each, text] of open) {
      const file = pathOf(each);
      if (file !== null) texts.set(file, text);
    }
    const root = rootOf(path, texts);
    const settingsPath = join(root, PROJECT_FILE);
    const settings = await projectSettings(root, texts.get(settingsPath) ?? readableText(settingsPath));
    // A folder that was removed, even a moment ago, or may not be read, or a path of another system.
    if (!isReadableFolder(dirname(path)) || !isReadableFolder(root)) return looseProject(uri, open);
    const host = new DiskHost(root, texts, settings?.libraries);
    return {
      root: URI.file(root).toString(),
      ...(hasOtherName(path) && { key: uri }),
      entries: entriesOf(root, path, texts),
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
    return sourcesBelow(path).map((file) => URI.file(file).toString());
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
function entriesOf(root: string, path: string, open: ReadonlyMap<string, string>): string[] {
  const settings = join(root, PROJECT_FILE);
  const hasSettings = open.has(settings) || existsSync(settings);
  const found = hasSettings ? sourcesBelow(root) : beside(root).map((name) => join(root, name));
  const all = [...found, ...open.keys()].filter(
    (file) => file.endsWith(EXTENSION) && isFolder(dirname(file)) && rootOf(file, open) === root,
  );
  if (hasOtherName(path)) all.push(path);
  return [...new Set(all.map((file) => relative(root, file).split(sep).join('/')))].sort();
}

/** Of a document that the client gives to this server, though its name is not that of a source. */
const hasOtherName = (path: string): boolean => !path.endsWith(EXTENSION) && basename(path) !== PROJECT_FILE;

function sourcesBelow(folder: string): string[] {
  const projects = findProjects([folder], folder);
  if (isFailure(projects)) return [];
  return projects.flatMap(({ root, entries }) => entries.map((entry) => join(root, entry)));
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
async function looseProject(uri: string, open: OpenTexts): Promise<ProjectFiles> {
  const root = folderOf(uri);
  const name = baseName(uri);
  const files: Record<string, string> = {};
  for (const [each, text] of open) {
    const path = each === uri ? name : pathBelow(root, each);
    if (path !== null) files[path] = text;
  }
  return {
    root,
    key: uri,
    entries: name === PROJECT_FILE ? [] : [name],
    host: memoryHost(files),
    settings: await projectSettings(root, files[PROJECT_FILE] ?? null),
    libraryUri: () => null,
  };
}
