import type { CompileOptions, CompileResult } from '../../compiler/options.ts';
import type { ImageRecord } from '../../compiler/model/image-record.ts';
import { join } from 'node:path';
import { count } from '../../compiler/diagnostics/render.ts';
import type { Image } from '../../compiler/model/ir.ts';
import type { ReadSettings, Settings } from '../../compiler/load/settings.ts';
import type { RuleSettings } from '../../compiler/sdk/rule.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure, OptionSpec } from '../shell/command.ts';
import { DiskHost } from './disk-host.ts';
import { fail } from '../shell/failure.ts';
import { dateOption } from '../shell/date.ts';
import { displayName, findProjects, projectOf, repositoryTop } from './find.ts';
import type { Project } from './find.ts';
import type { Io } from '../shell/io.ts';
import type { Lockfile } from '../lock/lockfile.ts';
import { readLock } from './lock.ts';
import type { SourceTree } from './revision.ts';
import { PROJECT_FILE, misnamedSettings, projectSettings } from './settings.ts';
import { checkReportOptions, mergeReports, reportOptions, writeReport } from './report.ts';

/** Options of every command that compiles. */
export const compileOptions: Readonly<Record<string, OptionSpec>> = {
  set: { value: 'NAME=VALUE', multiple: true, doc: 'Set a top-level param. You can repeat it.' },
  os: {
    value: 'NAME',
    multiple: true,
    doc: 'Keep only the targets of this system. You can repeat it or give a list with commas.',
  },
  variant: {
    value: 'NAME',
    multiple: true,
    doc: 'Keep only the targets of this variant; `plain` is the image without a variant. You can repeat it or give a list with commas.',
  },
  strict: { doc: 'Treat warnings as errors.' },
  date: {
    value: 'DAY',
    doc: 'The date for rules on ends of support, such as 2026-11-24. Default: SOURCE_DATE_EPOCH if it is set; otherwise `check` uses today, and other commands skip these rules.',
  },
  ...reportOptions,
};

/** An image, and the compilation that it comes from. */
export interface Compiled {
  /** As the lock of its project pins it. */
  readonly image: Image;
  /** Its images are as the sources say. */
  readonly result: CompileResult;
  /** The absolute path of the project. */
  readonly root: string;
  /** The image's file, relative to the current folder. */
  readonly file: string;
  /** Severities of rules in its project. */
  readonly rules: RuleSettings;
  /** What its project is pinned to; null without a lock. */
  readonly lock: Lockfile | null;
  /** What the settings of its project say of the packages of distributions. */
  readonly packages: Settings['lockPackages'];
  /** Whether its project keeps built images in a cache. */
  readonly cached: boolean;
}

/** What is known of an image of a project, whether it was compiled now or not. */
export interface Recorded {
  readonly name: string;
  /** The absolute path of the project. */
  readonly root: string;
  /** The image's file, relative to the current folder. */
  readonly file: string;
  readonly rules: RuleSettings;
  readonly record: ImageRecord;
  /** What its project is pinned to; null without a lock. */
  readonly lock: Lockfile | null;
  readonly packages: Settings['lockPackages'];
  /** Every text of its project that was read, by name. */
  readonly sources: CompileResult['sources'];
}

export interface Compilation {
  /** Sorted by name; empty if there is any error, and without those that were taken. */
  readonly images: readonly Compiled[];
  /** Of all images, sorted by name; empty if there is any error. */
  readonly records: readonly Recorded[];
  /** `EXIT.ok`, `EXIT.source`, or `EXIT.usage` if --set, --os or --variant is wrong. */
  readonly exit: number;
  /** How many warnings and hints there are. */
  readonly warnings: number;
  /** Absolute paths of the folders that were read. */
  readonly folders: ReadonlySet<string>;
  /** Milliseconds of each step, summed over all projects. */
  readonly timings: ReadonlyMap<string, number>;
}

interface ProjectResult {
  readonly root: string;
  readonly result: CompileResult;
  readonly rules: RuleSettings;
  readonly lock: Lockfile | null;
  readonly packages: Settings['lockPackages'];
  readonly cached: boolean;
}

/** The results of compiling each project. */
export interface Run {
  readonly projects: readonly Project[];
  readonly results: readonly ProjectResult[];
  readonly folders: ReadonlySet<string>;
  readonly timings: ReadonlyMap<string, number>;
}

/** A project that is about to be compiled. */
export interface ProjectInput {
  readonly root: string;
  readonly rules: RuleSettings;
  readonly lock: Lockfile | null;
  readonly packages: Settings['lockPackages'];
  readonly cached: boolean;
  readonly options: CompileOptions;
}

/** Settings that differ between commands. */
export interface How {
  /** Options by which the images of a project are taken one by one, as the sources say. */
  readonly taking?: (project: ProjectInput) => Pick<CompileOptions, 'recall' | 'take'>;
  /** The date for rules that depend on one, if the call gives none. */
  readonly today?: string;
  /** Texts by absolute path that replace the files on disk. */
  readonly texts?: ReadonlyMap<string, string>;
  /** The command prints its own result to standard output. If it does, diagnostics go to standard error as text. */
  readonly ownOutput?: true;
  /** A source that is not on disk, or not as it is to be checked. */
  readonly stdin?: { readonly file: string; readonly text: string };
  /** Always reports as text, because `--format` has another meaning in this command. */
  readonly format?: 'text';
  /** No rule is asked, which is most of the time that compiling takes. For commands whose result does not depend on rules. */
  readonly rules?: 'off';
  /** Where the projects are read from, if it is not the disk. */
  readonly tree?: SourceTree;
  /** The images as the sources say, whatever they are pinned to. */
  readonly unlocked?: true;
}

/** Compiles the inputs of the command line and reports the findings. */
export async function compileInputs(args: Args, io: Io, how: How = {}): Promise<Compilation | Failure> {
  const run = await compileProjects(args, io, how);
  return isFailure(run) ? run : reportRun(run, args, io, how);
}

/** Compiles the inputs of the command line. */
export async function compileProjects(args: Args, io: Io, how: How = {}): Promise<Run | Failure> {
  const set = assignments(args.values('set'));
  if (isFailure(set)) return set;
  const wrong = checkReportOptions(args);
  if (wrong !== null) return wrong;
  const day = dateOption(args, io) ?? how.today ?? null;
  if (day !== null && typeof day === 'object') return day;
  const folders = new Set<string>();
  const { stdin, tree } = how;
  const projects =
    tree?.projects(args.positionals, io.cwd) ??
    (stdin === undefined ? findProjects(args.positionals, io.cwd, folders) : [projectOf(stdin.file)]);
  if (isFailure(projects)) return projects;
  const compile = await io.compiler();
  const selection = {
    ...(args.has('stats') && { now: () => performance.now() }),
    ...(args.has('os') && { os: args.list('os') }),
    ...(args.has('variant') && { variants: args.list('variant') }),
    ...(day !== null && { date: day }),
  };
  const timings = new Map<string, number>();
  const noted = new Set<string>();
  const results: ProjectResult[] = [];
  for (const { root, entries } of projects) {
    const settings = await projectSettings(root, tree?.text(root, PROJECT_FILE));
    for (const folder of tree === undefined ? new Set([root, io.cwd]) : []) {
      const misnamed = misnamedSettings(folder);
      if (misnamed === null || noted.has(folder)) continue;
      noted.add(folder);
      io.stderr.write(
        `vkc: ${displayName(folder, misnamed, io.cwd)} is not read: rename it to ${PROJECT_FILE}.\n`,
      );
    }
    const texts = stdin === undefined ? how.texts : new Map([[stdin.file, stdin.text]]);
    const libraries = settings?.libraries ?? new Map<string, string>();
    const host = tree?.host(root, libraries) ?? new DiskHost(root, texts, libraries);
    const read = how.unlocked === true ? null : await readLock(root, io, tree);
    if (read !== null && isFailure(read)) return read;
    const lock =
      read === null || settings === null
        ? read
        : (await import('../lock/mirrors.ts')).mirroredSnapshots(read, settings.mirrors);
    const rules = settings?.rules ?? new Map();
    const packages = settings?.lockPackages;
    const cached = settings?.cache !== undefined;
    const base = {
      host,
      entries,
      set,
      ...selection,
      ...settings,
      ...(how.rules && { rules: await noRules() }),
    };
    const options = { ...base, ...how.taking?.({ root, rules, lock, packages, cached, options: base }) };
    const first = compile(options);
    const compiled = first.wantsYaml ? compile({ ...options, yaml: await yamlReader() }) : first;
    const result = judged(compiled, settings, args.has('strict'));
    if (settings !== null) folders.add(root);
    for (const entry of entries) folders.add(join(root, entry, '..'));
    if (host instanceof DiskHost) {
      for (const folder of host.folders) folders.add(folder);
      if (host.usesLibraries) io.dependsOn?.(null);
    }
    for (const [step, time] of result.timings) timings.set(step, (timings.get(step) ?? 0) + time);
    results.push({ root, result, rules, lock, packages, cached });
  }
  return { projects, results, folders, timings };
}

/** Adds the diagnostics of the settings, and turns warnings into errors if the call asks for it. */
function judged(result: CompileResult, settings: ReadSettings | null, strict: boolean): CompileResult {
  const { diagnostics: wrong, source } = settings ?? { diagnostics: [], source: null };
  const diagnostics = [...wrong, ...result.diagnostics].map((each) =>
    strict && each.severity === 'warning' ? { ...each, severity: 'error' as const } : each,
  );
  const sources = source === null ? result.sources : new Map([...result.sources, [source.file, source]]);
  return { ...result, diagnostics, sources };
}

async function noRules(): Promise<RuleSettings> {
  const { ruleIds } = await import('../../stdlib/rule-set.ts');
  return new Map(ruleIds().map((id) => [id, 'off']));
}

async function yamlReader() {
  return (await import('./yaml-reader.ts')).readYaml;
}

/** Reports the findings. Returns the images if there is no error. */
export async function reportRun(
  run: Run,
  args: Args,
  io: Io,
  { format, ownOutput }: How = {},
): Promise<Compilation | Failure> {
  const { projects, results, folders, timings } = run;
  const callErrors = [...new Set(results.flatMap(({ result }) => result.callErrors))];
  const wanted = format ?? args.value('format') ?? 'text';
  const report = mergeReports(results, FROM_TOP.has(wanted) ? repositoryTop(io.cwd) : io.cwd);
  const isSound = callErrors.length + count(report.diagnostics, 'error') === 0;
  await writeReport(report, args, io, ownOutput && isSound ? 'text' : wanted);
  for (const message of callErrors) fail(usageFailure(message), io);
  const warnings = report.diagnostics.length - count(report.diagnostics, 'error');
  const done = { folders, timings, warnings };
  const nothing = { ...done, images: [], records: [] };
  if (callErrors.length > 0) return { ...nothing, exit: EXIT.usage };
  if (count(report.diagnostics, 'error') > 0) return { ...nothing, exit: EXIT.source };
  const images = await compiledImages(results, io);
  images.sort((a, b) => (a.image.name < b.image.name ? -1 : 1));
  const records = results.flatMap(({ root, rules, lock, packages, result }) =>
    result.records.map((record): Recorded => {
      const { name, origin } = record;
      const file = displayName(root, origin.file, io.cwd);
      return { name, root, file, rules, record, lock, packages, sources: result.sources };
    }),
  );
  records.sort((a, b) => (a.name < b.name ? -1 : 1));
  const failure = records.length === 0 ? noImage(projects, args) : twice(records);
  return failure ?? { ...done, images, records, exit: EXIT.ok };
}

/** The images of projects, as their locks pin them. */
export async function compiledImages(
  results: readonly ProjectResult[],
  { cwd }: Pick<Io, 'cwd'>,
): Promise<Compiled[]> {
  const found: Compiled[] = [];
  for (const { root, result, rules, lock, packages, cached } of results) {
    const images =
      lock === null ? result.images : result.images.map((await import('../lock/apply.ts')).pinning(lock));
    for (const image of images)
      found.push({
        image,
        result,
        root,
        rules,
        lock,
        packages,
        cached,
        file: displayName(root, image.origin.file, cwd),
      });
  }
  return found;
}

/** Formats for services that show the files of a repository, and name them from its top. */
const FROM_TOP: ReadonlySet<string> = new Set(['gitlab', 'github', 'sarif']);

function noImage(projects: readonly Project[], args: Args): Failure {
  if (args.has('os') || args.has('variant')) {
    return usageFailure('No target is left by --os and --variant.', '`vkc targets` lists the targets.');
  }
  const files = projects.reduce((sum, { entries }) => sum + entries.length, 0);
  return {
    exit: EXIT.source,
    message: files === 1 ? 'The file declares no image.' : `None of the ${files} files declares an image.`,
    hint: 'Declare one: image NAME { os = […] }',
  };
}

/** Both images would be written to the same folder. */
function twice(images: readonly Recorded[]): Failure | null {
  for (const [i, { name, file }] of images.entries()) {
    const other = images[i + 1];
    if (other?.name === name) {
      return {
        exit: EXIT.source,
        message: `Two images are named ${name}: in ${file} and in ${other.file}.`,
        hint: 'Rename one, or compile them separately with different --out.',
      };
    }
  }
  return null;
}

function assignments(values: readonly string[]): Map<string, string> | Failure {
  const set = new Map<string, string>();
  for (const value of values) {
    const at = value.indexOf('=');
    if (at <= 0)
      return usageFailure(`--set ${value}: has no \`=\`.`, 'It takes NAME=VALUE, as in --set version=16.');
    const name = value.slice(0, at).trim();
    if (set.has(name)) return usageFailure(`--set gives ${name} more than once.`);
    set.set(name, value.slice(at + 1));
  }
  return set;
}
