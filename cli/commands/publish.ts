import { findTargets, isBuilt, treeOption } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { interruptible } from '../host/process.ts';
import { Client, interrupted } from '../publish/client.ts';
import { checksumProblem, digestsOf, formatOf } from '../publish/digest.ts';
import { dryRun } from '../publish/dry-run.ts';
import { publish } from '../publish/publish.ts';
import type { Published } from '../publish/publish.ts';
import { wantedOf } from '../publish/wanted.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'publish',
  order: 12,
  summary: 'Put built images into the cloud, with their metadata as properties.',
  usage: '[OPTIONS] TARGET…',
  about: [
    'Uploads the disk of each target to Glance through the openstack client, with its credentials: the OS_… variables or clouds.yaml. Converts it where the cloud wants another format, and checks what arrived: content, and every property.',
    'Can be repeated. The same disk is not uploaded again, only what has changed of its properties is set; a disk that was built anew becomes a new image. Until it was checked, an image is private.',
    'A target is named as by `vkc build`, or by its image for all of them; without a name, it is the only one of the tree. How it is published is said by `publish { … }` in its source.',
  ],
  options: {
    out: treeOption,
    cloud: { value: 'NAME', doc: 'A cloud of clouds.yaml.' },
    'hide-old': { doc: 'Take images that were published before out of the list; they are not deleted.' },
    keep: { doc: 'Leave them as they are, even where the source says `old_versions = hide`.' },
    'dry-run': { doc: 'Print the commands for a first upload, and run none.' },
    json: {
      doc: 'Answer as JSON: for each target its image, and whether it was uploaded, changed or unchanged.',
    },
  },
  async run(args, io) {
    if (args.has('keep') && args.has('hide-old'))
      return fail(usageFailure('--keep and --hide-old contradict each other.', 'Give one of them.'), io);
    const targets = chosen(args, io);
    if (isFailure(targets)) return fail(targets, io);
    const { value, exit } = await interruptible((signal) => publishAll(targets, args, io, signal));
    return exit ?? value;
  },
};

function chosen(args: Args, io: Io): BuiltTarget[] | Failure {
  const targets = findTargets(args.positionals, args, io);
  if (isFailure(targets)) return targets;
  if (args.positionals.length === 0 && targets.length > 1) {
    const names = targets.map(({ name }) => name);
    const shown =
      names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
    return usageFailure('Which of them is to be published?', `There are ${shown}.`);
  }
  const missing = targets.filter((target) => !isBuilt(target));
  const [first] = missing;
  if (first === undefined) return targets;
  return {
    exit: EXIT.source,
    message: `${first.name}: is not built: there is no ${display(first.artifact, io.cwd)}.`,
    hint: `Build ${missing.length === 1 ? 'it' : 'them'}: vkc build --only ${missing.map(({ name }) => name).join()}`,
  };
}

async function publishAll(
  targets: readonly BuiltTarget[],
  args: Args,
  io: Io,
  signal: AbortSignal,
): Promise<number> {
  const cloud = args.value('cloud');
  const client = new Client(io, cloud, signal);
  // Asked while the disk is read.
  const project = args.has('dry-run') ? Promise.resolve(null) : client.project();
  const results: Published[] = [];
  let exit: number = EXIT.ok;
  for (const target of targets) {
    const result = await publishOne(target, args, io, { client, project, signal });
    if (result === null) continue;
    if (!isFailure(result)) {
      results.push(result);
      continue;
    }
    if (result === interrupted) break;
    exit = fail(result, io);
    // What is wrong with the machine or the credentials is wrong for the next one too.
    if (exit === EXIT.environment) break;
  }
  if (args.has('json')) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return exit;
}

/** Null where only the commands were to be seen. */
async function publishOne(
  target: BuiltTarget,
  args: Args,
  io: Io,
  around: { client: Client; project: Promise<string | null>; signal: AbortSignal },
): Promise<Published | Failure | null> {
  const { signal } = around;
  const hideOld = args.has('hide-old') || (target.publish.old_versions === 'hide' && !args.has('keep'));
  const dry = args.has('dry-run');
  const algorithms = ['sha256', ...target.checksums, ...(dry ? ['sha512'] : [])];
  const digests = await digestsOf(target.artifact, algorithms, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (digests === null) return interrupted;
  const problem = checksumProblem(target, digests);
  if (problem !== null) return problem;
  const wanted = wantedOf(target, digests);
  if (dry) {
    const format = formatOf(target.artifact);
    const content = format === wanted.format ? `sha512:${digests['sha512']}` : null;
    io.stdout.write(
      dryRun({ target, wanted, format, content, hideOld, cloud: args.value('cloud'), cwd: io.cwd }),
    );
    return null;
  }
  const stream = args.has('json') ? io.stderr : io.stdout;
  const say = (text: string) => stream.write(`${target.name}: ${text}\n`);
  return publish({ target, wanted, hideOld, env: io.env, say, ...around, project: await around.project });
}

export default command;
