import { dirname, join, resolve } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { compileProjects, reportRun } from '../project/compile.ts';
import { displayName } from '../project/find.ts';
import { readLock } from '../project/lock.ts';
import { LOCK_FILE, projectSettings } from '../project/settings.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { bytesText } from '../shell/duration.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'vendor',
  order: 27,
  summary: 'Bring everything that vkc.lock names to a folder, for builds without the internet.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'Brings base images, Packer plugins, collections, roles and downloads, and compares each with its checksum in vkc.lock. What is there already stays; a transfer that broke off goes on where it ended.',
    'Files lie below the names of their servers, so any web server can serve the folder in place of them. `vkc build --vendor DIR` takes base images and plugins from it.',
  ],
  options: {
    into: { short: 'o', value: 'DIR', doc: 'The folder. Default: `vendor` beside vkc.lock.' },
    platform: {
      value: 'PLATFORM',
      multiple: true,
      doc: 'Platform of Packer plugins, such as linux_amd64. You can repeat it or give a list with commas. Default: that of this machine.',
    },
    'dry-run': { short: 'n', doc: 'List the files with their sizes, and bring nothing.' },
  },
  async run(args, io) {
    const run = await compileProjects(args, io, { rules: 'off', format: 'text' });
    if (isFailure(run)) return fail(run, io);
    const compilation = await reportRun(run, args, io, { format: 'text' });
    if (isFailure(compilation)) return fail(compilation, io);
    if (compilation.exit !== EXIT.ok) return compilation.exit;
    const { interruptible } = await import('../host/process.ts');
    for (const { root, result } of run.results) {
      if (result.images.length === 0) continue;
      const { value, exit } = await interruptible((signal) => vendor(root, args, io, signal));
      if ((exit ?? value) !== EXIT.ok) return exit ?? value;
    }
    return EXIT.ok;
  },
};

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

async function vendor(root: string, args: Args, io: Io, signal: AbortSignal): Promise<number> {
  const name = displayName(root, LOCK_FILE, io.cwd);
  const lock = await readLock(root, io);
  if (lock === null)
    return fail(
      { exit: EXIT.source, message: `${name}: there is no such file.`, hint: '`vkc lock` makes it.' },
      io,
    );
  if (isFailure(lock)) return fail(lock, io);
  const [{ Fetcher }, { bring }, { unpackPlugin, wantedFiles }] = await Promise.all([
    import('../lock/fetcher.ts'),
    import('../lock/bring.ts'),
    import('../lock/vendored.ts'),
  ]);
  const settings = await projectSettings(root);
  const fetcher = new Fetcher(settings?.mirrors ?? new Map());
  const into = args.value('into');
  const folder = into === null ? join(root, 'vendor') : resolve(io.cwd, into);
  const platforms = args.has('platform')
    ? args.list('platform')
    : [`${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`];
  const files = await wantedFiles(lock, folder, platforms, fetcher);
  if (isFailure(files)) return fail(files, io);
  let sum = 0;
  let worst: number = EXIT.ok;
  const missing = new Set<string>();
  for (const wanted of files.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const shown = display(wanted.path, io.cwd);
    if (args.has('dry-run')) {
      const size = wanted.size ?? (await sizeOf(wanted.url));
      sum += size ?? 0;
      io.stdout.write(`${(size === null ? 'unknown' : bytesText(size)).padStart(9)}  ${shown}\n`);
      continue;
    }
    const how = { address: (url: string) => fetcher.address(url), signal, heard: () => {} };
    const brought = await bring(wanted, how);
    if (signal.aborted) return EXIT.interrupted;
    if (isFailure(brought)) {
      // The others may be there.
      worst = Math.max(worst, fail(brought, io));
      missing.add(wanted.path);
      continue;
    }
    sum += brought.bytes;
    io.stdout.write(`${brought.how.padEnd(9)}  ${bytesText(brought.bytes).padStart(9)}  ${shown}\n`);
    if (wanted.checksum === 'none') io.stderr.write(`note: ${shown} has no checksum in vkc.lock.\n`);
  }
  if (!args.has('dry-run')) {
    for (const source of Object.keys(lock.plugins))
      for (const { path } of files)
        if (
          !missing.has(path) &&
          path.endsWith('.zip') &&
          dirname(path).includes(`packer-plugin-${source.split('/').at(-1)}`)
        )
          await unpackPlugin(folder, source, path);
  }
  if (worst === EXIT.ok)
    io.stdout.write(`${display(folder, io.cwd)}: ${plural(files.length, 'file')}, ${bytesText(sum)}\n`);
  return worst;

  async function sizeOf(url: string): Promise<number | null> {
    const found = await fetcher.size(url);
    return isFailure(found) ? null : found.size;
  }
}

export default command;
