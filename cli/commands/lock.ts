import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { version } from '../../emit/version.generated.ts';
import type { Part } from '../lock/lockfile.ts';
import type { Update } from '../lock/resolve.ts';
import type { VersionResolver } from '../lock/versions/resolver.ts';
import { compileOptions, compileProjects, reportRun } from '../project/compile.ts';
import type { Run } from '../project/compile.ts';
import { DiskHost } from '../project/disk-host.ts';
import { displayName } from '../project/find.ts';
import { readLock } from '../project/lock.ts';
import { reportStale } from '../project/stale-lock.ts';
import { cacheFolder } from '../project/run-record.ts';
import { LOCK_FILE, projectSettings } from '../project/settings.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

/** What `--update` calls the parts of a lock. */
const UPDATES: Readonly<Record<string, readonly Part[]>> = {
  os: ['base_images'],
  plugins: ['plugins'],
  packages: ['collections', 'roles', 'libraries', 'snapshots', 'packages'],
  versions: ['packages'],
  snapshots: ['snapshots'],
  downloads: ['downloads'],
};

const command: Command = {
  name: 'lock',
  order: 25,
  summary: 'Pin base images, plugins, collections, libraries and downloads in vkc.lock.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Writes vkc.lock beside vkc.yaml, or beside the sources of a project without one. Commit it. From then on, `vkc compile` and `vkc build` use what it names, and stop if it does not fit the source.',
    'What is in the lock already and still fits stays as it is; only what is new is looked up. --update looks up a part again: os (base images), plugins, packages (collections, roles, libraries, snapshots, versions), snapshots or versions alone, or downloads; with =NAME only that one entry.',
    'With FILES, entries for the other sources of the project stay.',
  ],
  options: {
    check: { doc: 'Exit with 1 and say what does not fit the sources; write nothing, and ask no server.' },
    update: {
      value: 'PART[=NAME]',
      multiple: true,
      doc: 'Look up this part again, such as os or os=debian12. You can repeat it or give a list with commas.',
    },
    set: compileOptions['set']!,
  },
  async run(args, io) {
    const updates = updatesOf(args);
    if (isFailure(updates)) return fail(updates, io);
    if (args.has('check') && args.has('update'))
      return fail(usageFailure('--check and --update cannot be combined.'), io);
    const how = { rules: 'off', format: 'text', unlocked: true } as const;
    const run = await compileProjects(args, io, how);
    if (isFailure(run)) return fail(run, io);
    const compilation = await reportRun(run, args, io, how);
    if (isFailure(compilation)) return fail(compilation, io);
    if (compilation.exit !== EXIT.ok) return compilation.exit;
    const whole = args.positionals.length === 0;
    for (const project of run.results) {
      if (project.result.images.length === 0) continue;
      const exit = args.has('check')
        ? await check(project, whole, io)
        : await write(project, { updates, keep: !whole }, io);
      if (exit !== EXIT.ok) return exit;
    }
    return EXIT.ok;
  },
};

type Project = Run['results'][number];

function updatesOf(args: Args): readonly Update[] | Failure {
  const updates: Update[] = [];
  for (const given of args.list('update')) {
    const at = given.indexOf('=');
    const [part, name] = at < 0 ? [given, null] : [given.slice(0, at), given.slice(at + 1)];
    const parts = Object.hasOwn(UPDATES, part) ? UPDATES[part]! : [];
    if (parts.length === 0) {
      const near = suggest(part, Object.keys(UPDATES));
      return usageFailure(
        `\`${part}\` is not a part of a lock.`,
        near === null ? `It takes ${Object.keys(UPDATES).join(', ')}.` : `Did you mean \`${near}\`?`,
      );
    }
    updates.push(...parts.map((each) => ({ part: each, name })));
  }
  return updates;
}

async function check(project: Project, whole: boolean, io: Io): Promise<number> {
  const { root, result, packages } = project;
  const name = displayName(root, LOCK_FILE, io.cwd);
  const lock = await readLock(root, io);
  if (lock === null)
    return fail(
      { exit: EXIT.source, message: `${name}: there is no such file.`, hint: '`vkc lock` makes it.' },
      io,
    );
  if (isFailure(lock)) return fail(lock, io);
  const [{ needsOf }, { staleParts, unneededParts }] = await Promise.all([
    import('../lock/needs.ts'),
    import('../lock/stale.ts'),
  ]);
  const needs = needsOf(result.images, result.contents, result.sources, packages);
  const stale = [
    ...(lock.vkc === version ? [] : [`vkc ${lock.vkc} made it, and this is ${version}`]),
    ...staleParts(needs, lock),
    ...(whole ? unneededParts(needs, lock) : []),
  ];
  return stale.length === 0 ? EXIT.ok : reportStale(name, stale, io);
}

async function write(
  { root, result, packages }: Project,
  { updates, keep }: { readonly updates: readonly Update[]; readonly keep: boolean },
  io: Io,
): Promise<number> {
  const old = await readLock(root, io);
  if (old !== null && isFailure(old)) return fail(old, io);
  const [{ needsOf }, { resolveLock }, { Fetcher }, { printLock }] = await Promise.all([
    import('../lock/needs.ts'),
    import('../lock/resolve.ts'),
    import('../lock/fetcher.ts'),
    import('../lock/lockfile.ts'),
  ]);
  const settings = await projectSettings(root);
  const fetcher = new Fetcher(settings?.mirrors ?? new Map());
  const needs = needsOf(result.images, result.contents, result.sources, packages);
  const unknown = updates.find(
    ({ name }) => name !== null && !updates.some((each) => each.name === name && needs[each.part].has(name)),
  );
  if (unknown !== undefined) return fail(notNeeded(unknown, needs), io);
  const host = new DiskHost(root, new Map(), settings?.libraries);
  const { interruptible } = await import('../host/process.ts');
  // Without packages to solve, nothing has to be cleaned up, so that Ctrl-C need not wait for a server.
  const alone: typeof interruptible = async (body) => ({
    value: await body(new AbortController().signal),
    exit: null,
  });
  const { value: resolved, exit } = await (needs.packages.size > 0 ? interruptible : alone)(
    async (signal) => {
      let resolver: VersionResolver | undefined;
      const versions = async () => {
        const module = await import('../lock/versions/resolver.ts');
        const file = (name: string) => {
          const found = host.read(name);
          return found.kind === 'file' ? found.bytes : null;
        };
        return (resolver ??= new module.VersionResolver({
          fetcher,
          env: io.env,
          vendor: join(root, 'vendor'),
          cache: cacheFolder('base-systems'),
          file,
          signal,
          say: (line) => io.stderr.write(`vkc: ${line}\n`),
        }));
      };
      const libraryVersion = (name: string) => versionOf(host, name);
      const how = { fetcher, updates, keep, vkc: version, today: io.today(), libraryVersion, versions };
      try {
        return await resolveLock(needs, old, how);
      } finally {
        resolver?.close();
      }
    },
  );
  if (exit !== null) return exit;
  if (isFailure(resolved)) return fail(resolved, io);
  const { lock, fresh, notes } = resolved;
  const path = join(root, LOCK_FILE);
  const text = printLock(lock);
  const same = old !== null && printLock(old) === text;
  if (!same) {
    // Whoever reads it meanwhile finds a whole one.
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  for (const each of fresh) io.stdout.write(`locked ${each}\n`);
  const shown = displayName(root, LOCK_FILE, io.cwd);
  io.stdout.write(
    `${shown}: ${plural(Object.keys(lock.targets).length, 'target')}${same ? ', unchanged' : ''}\n`,
  );
  return EXIT.ok;
}

function notNeeded(
  { part, name }: Update,
  needs: Readonly<Record<Part, ReadonlyMap<string, unknown>>>,
): Failure {
  const names = [...needs[part].keys()];
  const near = suggest(name!, names);
  const hint = near === null ? `There are ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
  return usageFailure(`Nothing to lock is called ${name}.`, hint);
}

/** The version in the package.json of a library. */
function versionOf(host: DiskHost, name: string): string | null {
  const found = host.library(name)?.read('package.json');
  if (found?.kind !== 'file') return null;
  try {
    const { version: own } = JSON.parse(Buffer.from(found.bytes).toString()) as { version?: unknown };
    return typeof own === 'string' ? own : null;
  } catch {
    return null;
  }
}

export default command;
