import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import { files } from '../files.generated.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';
import { isInCloud } from '../tree/cloud-image.ts';
import { display } from '../tree/read.ts';
import { needsSeed } from '../host/builders.ts';
import { CachedBuilds } from './cache/cached-build.ts';
import { CacheKeys, buildTools } from './cache/cache-key.ts';
import { cachesOf } from './cache/caches.ts';
import type { ImageCache } from './cache/image-cache.ts';
import { explainFailure } from './explain-failure.ts';
import { Layers } from './layers.ts';
import { jobsAtOnce, pool } from './pool.ts';
import { acceleratorOn } from '../host/kvm.ts';
import { checkSources, checkTools, chooseAccelerator } from './preflight.ts';
import { Progress } from './progress.ts';
import { prepareTree } from './prepare.ts';
import { holds, readRecord } from './record.ts';
import { isThere, resultOf, summary, verdict } from './summary.ts';
import type { Result } from './summary.ts';
import { buildTarget, partialFolder } from './target-run.ts';
import type { Job, RunContext } from './target-run.ts';
import { vendorFolder } from './vendor-folder.ts';
import type { VendorFolder } from './vendor-folder.ts';
import { readVariables, shareVariables, templatesOf } from './variables.ts';
import { makeView } from './view.ts';

/** Builds targets. Returns the exit code. */
export async function buildAll(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
  roots: ReadonlyMap<string, string>,
): Promise<number> {
  const begun = new Date();
  const layers = Layers.of(targets);
  if (isFailure(layers)) return fail(layers, io);
  const { all } = layers;
  const vendor = vendorFolder(all, args, io);
  if (isFailure(vendor)) return fail(vendor, io);
  const caches = await cachesOf(all, args, io, signal, roots);
  if (isFailure(caches)) return fail(caches, io);
  const plan = await makePlan(all, args, io, signal);
  if (signal.aborted) return EXIT.interrupted;
  if (Array.isArray(plan)) return Math.max(...plan.map((each) => fail(each, io)));
  const { packer, accelerator, note, shares } = plan;
  if (note !== null) io.stderr.write(`vkc: ${note}\n`);
  const stamp = begun.toISOString().replace(/\.\d+Z$/, 'Z');
  const temporary = mkdtempSync(join(tmpdir(), 'vkc-packer-'));
  const clear = () => {
    const partial = [...shares.keys()].map(({ dir }) => join(dir, partialFolder));
    for (const folder of [temporary, ...partial]) rmSync(folder, { recursive: true, force: true });
  };
  // A second Ctrl-C ends this process at once, and even then nothing is left behind.
  process.on('exit', clear);
  try {
    const trees = [...shares.keys()];
    const logs = new Map(trees.map((tree) => [tree, join(tree.dir, 'logs', stamp.replaceAll(':', ''))]));
    const prepared = await Promise.all(
      trees.map((tree) => {
        const own = all.filter((target) => target.tree === tree);
        const seed = needsSeed(tree.image, own);
        return prepareTree(tree, { packer, env: vendor.env, signal, seed, logs: logs.get(tree)! });
      }),
    );
    if (signal.aborted) return EXIT.interrupted;
    const wrong = prepared.filter((each) => each !== null);
    if (wrong.length > 0) return Math.max(...wrong.map((each) => fail(each, io)));
    const chosen = new Set(targets);
    const unkeyed = all.map((target): Job => {
      const variables = onItsProcessor(target, shares.get(target.tree)!, args.value('accel'));
      return {
        target,
        progress: new Progress(target.name),
        force: args.has('force') && chosen.has(target),
        fingerprint: layers.fingerprint(target, shares, io.env),
        key: null,
        earlier: earlierOf(target, accelerator),
        variables,
        logs: logs.get(target.tree)!,
      };
    });
    const jobs = await withKeys(unkeyed, { packer, caches, layers, shares }, io);
    const callbacks = join(temporary, 'callbacks');
    mkdirSync(callbacks);
    writeFileSync(join(callbacks, 'vkc_record.py'), files['cli/files/vkc_record.py']!);
    const context = {
      env: vendor.env,
      packer,
      accelerator,
      temporary,
      callbacks,
      signal,
      keep: args.value('on-error') === 'abort',
    };
    const how = { cached: new CachedBuilds(caches, signal), chosen, layers, shares, vendor };
    const failures = await work(jobs, context, how, args, io);
    // What is only there to be built on may not have been needed.
    const done = jobs.filter(({ target, progress }) => chosen.has(target) || progress.started > 0);
    const results = done.map((job) => resultOf(job, failures.get(job) ?? null));
    await writePages(results, done, { begun: stamp, accelerator, packer });
    return conclude(results, done, begun, io);
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** A machine with another processor than this host is emulated. */
function onItsProcessor(
  { machine: { arch } }: BuiltTarget,
  variables: ReadonlyMap<string, string>,
  asked: string | null,
): ReadonlyMap<string, string> {
  const chosen = variables.get('accelerator');
  if (chosen !== 'kvm' && chosen !== 'tcg') return variables;
  return new Map([...variables, ['accelerator', acceleratorOn(arch, chosen, asked)]]);
}

interface Plan {
  readonly packer: string;
  /** `external` if the sources of the pipeline decide it; `OpenStack` if every target is built in a cloud. */
  readonly accelerator: string;
  readonly note: string | null;
  readonly shares: ReadonlyMap<BuiltTree, ReadonlyMap<string, string>>;
}

/** Returns every problem that can be found before anything starts. */
async function makePlan(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<Plan | Failure[]> {
  const trees = [...new Set(targets.map(({ tree }) => tree))];
  const variables = readVariables(args.values('var'));
  if (isFailure(variables)) return [variables];
  const early = shareVariables(variables, trees, 'tcg');
  if (isFailure(early)) return [early];
  const packer = await checkTools(targets, io.env);
  if (typeof packer !== 'string') return packer;
  const sources = trees
    .map((tree) => checkSources(tree, packer, templatesOf(tree)))
    .filter((each) => each !== null);
  if (sources.length > 0) return sources;
  const boots = targets.some((target) => needsSeed(target.tree.image, [target]));
  const chosen = boots
    ? await chooseAccelerator(args.value('accel') ?? 'auto', io.env, signal)
    : { accelerator: targets.every(isInCloud) ? 'OpenStack' : 'external', note: null };
  if (isFailure(chosen)) return [chosen];
  const shares = shareVariables(variables, trees, chosen.accelerator);
  return isFailure(shares) ? [shares] : { packer, ...chosen, shares };
}

/** Returns the last build of the target, or of another target of its tree, with the same accelerator. */
function earlierOf(target: BuiltTarget, accelerator: string) {
  const own = [target, ...target.tree.targets.filter(({ family }) => family === target.family)];
  const records = own.map(({ folder }) => readRecord(folder));
  return records.find((record) => record?.accelerator === accelerator) ?? null;
}

/** Finds the jobs that have nothing to do, and gives the others their names in the cache. */
async function withKeys(
  jobs: readonly Job[],
  how: {
    readonly packer: string;
    readonly caches: ReadonlyMap<BuiltTree, ImageCache>;
    readonly layers: Layers;
    readonly shares: Plan['shares'];
  },
  io: Io,
): Promise<Job[]> {
  let keys: CacheKeys | null = null;
  const keyed: Job[] = [];
  const reasons = new Map<string, string[]>();
  for (const job of jobs) {
    const { target } = job;
    const record = job.force ? null : readRecord(target.folder);
    if (record?.fingerprint === job.fingerprint && holds(record, target.artifact)) {
      job.progress.state = 'unchanged';
      keyed.push(job);
      continue;
    }
    keys ??= new CacheKeys(await buildTools(how.packer, io.env), io.env);
    const found = await how.layers.key(target, how.shares, keys);
    if ('reason' in found && how.caches.has(target.tree)) {
      const text = `${found.reason}. ${found.hint}`;
      reasons.set(text, [...(reasons.get(text) ?? []), target.name]);
    }
    keyed.push({ ...job, key: 'key' in found ? found.key : null });
  }
  for (const [text, [first, ...others]] of reasons) {
    const more = others.length === 0 ? ' is' : ` and ${others.length} more are`;
    io.stderr.write(`note: ${first}${more} not kept in the cache: ${text}\n`);
  }
  return keyed;
}

interface How {
  readonly cached: CachedBuilds;
  /** What was asked for; the rest is only built on. */
  readonly chosen: ReadonlySet<BuiltTarget>;
  readonly layers: Layers;
  readonly shares: Plan['shares'];
  readonly vendor: VendorFolder;
}

/** Builds, and returns why what failed did. */
async function work(
  jobs: readonly Job[],
  context: RunContext,
  { cached, chosen, layers, shares, vendor }: How,
  args: Args,
  io: Io,
): Promise<ReadonlyMap<Job, string>> {
  const color = useColor(io.stdout, io.env, args.value('color'));
  const asked = jobs.filter(({ target }) => chosen.has(target));
  const waiting = asked.filter(({ progress }) => progress.state !== 'unchanged');
  const failures = new Map<Job, string>();
  const view = makeView(asked, io, color);
  const warn = (text: string) => view.print(`warning: ${text}\n`);
  const stopping = () =>
    view.print('Packer is asked to end, and to remove what it started; Ctrl-C again does not wait for it.\n');
  const begun = new Map<Job, Promise<void>>();
  // Whoever needs a base first does it, so a machine never waits for a place among those that are built at the same time.
  const settle = (job: Job): Promise<void> => {
    const known = begun.get(job) ?? run(job);
    begun.set(job, known);
    return known;
  };
  const run = async (job: Job): Promise<void> => {
    const { target, progress } = job;
    if (context.signal.aborted || progress.state !== 'waiting') return;
    const below = layers.baseOf(target, shares);
    const base = jobs.find((each) => each.target === below);
    const now = () => ({ ...job, fingerprint: layers.fingerprint(target, shares, io.env) });
    if (base !== undefined && chosen.has(base.target)) await settle(base);
    if (!job.force && (await cached.bring(now(), warn))) return view.changed(job);
    if (base !== undefined) await settle(base);
    if (context.signal.aborted) {
      progress.state = 'waiting';
      return;
    }
    if (base !== undefined && !isThere(base.progress)) {
      progress.start(Date.now());
      progress.end('failed', Date.now());
      view.changed(job);
      const text = `${target.name} is built on ${base.target.name}, which could not be built.`;
      view.print(`\n${text}\n`);
      return void failures.set(job, text);
    }
    const current = now();
    // A variable of the command line goes before.
    const variables = new Map([...vendor.variables(target), ...job.variables]);
    const failed = await buildTarget({ ...current, variables }, context, {
      packer: (...news) => view.packer(job, ...news),
      ansible: (event) => view.ansible(job, event),
      started: () => view.changed(job),
    });
    view.changed(job);
    await cached.keep(current, warn);
    if (job.progress.state !== 'failed') return;
    const look = { cwd: io.cwd, width: io.stdout.columns, color };
    view.print(`\n${await explainFailure(job, failed, look)}\n`);
    failures.set(job, await explainFailure(job, failed, { ...look, width: 100, color: false }));
  };
  context.signal.addEventListener('abort', stopping);
  try {
    for (const job of asked) if (job.progress.state === 'unchanged') view.changed(job);
    await pool(waiting, jobsAtOnce(waiting, args.value('jobs')), settle);
  } finally {
    context.signal.removeEventListener('abort', stopping);
    view.close();
  }
  return failures;
}

/** Writes one page per tree, beside its logs. */
async function writePages(
  results: readonly Result[],
  jobs: readonly Job[],
  facts: { begun: string; accelerator: string; packer: string },
): Promise<void> {
  const { renderBuildPage } = await import('./page.ts');
  for (const logs of new Set(jobs.map((job) => job.logs))) {
    const own = results.filter((_, i) => jobs[i]!.logs === logs);
    if (own.every(({ state }) => state === 'unchanged')) {
      if (existsSync(logs) && readdirSync(logs).length === 0) rmSync(logs, { recursive: true });
      continue;
    }
    const { image } = jobs.find((job) => job.logs === logs)!.target.tree;
    const page = renderBuildPage(own, { title: image.title, name: image.name, ...facts });
    writeFileSync(join(logs, 'report.html'), page);
  }
}

function conclude(results: readonly Result[], jobs: readonly Job[], begun: Date, io: Io): number {
  io.stdout.write(summary(results, io.cwd, io.stdout.columns));
  const pages = [...new Set(jobs.map(({ logs }) => join(logs, 'report.html')))].filter(existsSync);
  const shown = pages.map((page) => `  ${display(page, io.cwd)}\n`).join('');
  io.stdout.write(`\n${verdict(results, Date.now() - begun.getTime())}${shown}`);
  if (results.some(({ state }) => state === 'stopped' || state === 'waiting')) return EXIT.interrupted;
  return results.some(({ state }) => state === 'failed') ? EXIT.source : EXIT.ok;
}
