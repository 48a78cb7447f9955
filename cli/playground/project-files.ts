import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Host } from '../../compiler/sdk/host.ts';
import { carriedFiles } from '../project/carried.ts';
import { compileProjects } from '../project/compile.ts';
import { DiskHost } from '../project/disk-host.ts';
import { findProjects } from '../project/find.ts';
import { PROJECT_FILE, readFrom } from '../project/settings.ts';
import { usageFailure } from '../shell/args.ts';
import { Args, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

interface ProjectFiles {
  readonly files: Readonly<Record<string, string>>;
  /** What is left out, each in words with the reason. */
  readonly left: readonly string[];
}

/** The sources of a project, its settings, and the files that the sources refer to. */
export async function projectFiles(inputs: readonly string[], io: Io): Promise<ProjectFiles | Failure> {
  const projects = findProjects(inputs, io.cwd);
  if (isFailure(projects)) return projects;
  const [project, ...others] = projects;
  if (project === undefined || others.length > 0)
    return usageFailure('The playground takes the files of one project.', 'Name the folder of one project.');
  const read = new Map<string, Uint8Array>();
  const libraries = new Set<string>();
  const host = (root: string, places: ReadonlyMap<string, string>): Host => {
    const disk = new DiskHost(root, new Map(), places);
    return {
      read(path) {
        const result = disk.read(path);
        if (result.kind === 'file') read.set(path, result.bytes);
        return result;
      },
      glob: (pattern) => disk.glob(pattern),
      list: (folder) => disk.list(folder),
      library(name) {
        libraries.add(name);
        return disk.library(name);
      },
    };
  };
  const tree = {
    projects: () => projects,
    text: (root: string, name: string) => readFrom(`${root}/${name}`),
    host,
  };
  const run = await compileProjects(new Args([], new Map()), io, { rules: 'off', unlocked: true, tree });
  if (isFailure(run)) return run;
  const settings = tree.text(project.root, PROJECT_FILE);
  if (settings !== null) read.set(PROJECT_FILE, new TextEncoder().encode(settings));
  for (const { result } of run.results) {
    const runs = result.images.flatMap(({ targets }) =>
      targets.flatMap((each) => [...each.provision, ...each.start]),
    );
    for (const path of new Set(runs.flatMap(carriedFiles))) if (!isLibraryFile(path)) result.read(path);
  }
  const files: Record<string, string> = {};
  const left = [...libraries].map(
    (name) => `lib:${name}: left out, because the page has the files of one project`,
  );
  for (const [path, bytes] of [...read].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = asText(bytes);
    if (text === null) left.push(`${path}: left out, because it is not text`);
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
