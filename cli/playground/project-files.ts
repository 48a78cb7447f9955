import type { Host } from '../../compiler/sdk/host.ts';
import { DiskHost } from '../project/disk-host.ts';
import { findProjects } from '../project/find.ts';
import { PROJECT_FILE, projectSettings } from '../project/settings.ts';
import { usageFailure } from '../shell/args.ts';
import { isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

interface ProjectFiles {
  readonly files: Readonly<Record<string, string>>;
  /** Paths of files that are left out, since they are not text. */
  readonly left: readonly string[];
}

/** The sources of a project, its settings, and the files that the sources refer to. */
export async function projectFiles(inputs: readonly string[], io: Io): Promise<ProjectFiles | Failure> {
  const projects = findProjects(inputs, io.cwd);
  if (isFailure(projects)) return projects;
  const [project, ...others] = projects;
  if (project === undefined || others.length > 0)
    return usageFailure('The playground takes the files of one project.', 'Name the folder of one project.');
  const { root, entries } = project;
  const settings = await projectSettings(root);
  const read = new Map<string, Uint8Array>();
  const disk = new DiskHost(root, new Map(), settings?.libraries);
  const host: Host = {
    read(path) {
      const result = disk.read(path);
      if (result.kind === 'file') read.set(path, result.bytes);
      return result;
    },
    glob: (pattern) => disk.glob(pattern),
    list: (folder) => disk.list(folder),
    library: (name) => disk.library(name),
  };
  (await io.compiler())({ host, entries });
  if (settings !== null) host.read(PROJECT_FILE);
  const files: Record<string, string> = {};
  const left: string[] = [];
  for (const [path, bytes] of [...read].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = asText(bytes);
    if (text === null) left.push(path);
    else files[path] = text;
  }
  return { files, left };
}

function asText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
