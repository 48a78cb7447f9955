import { findTargets, isBuilt, treeOption } from '../tree/built.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';
import { interruptible } from '../host/process.ts';
import { Client, interrupted } from '../publish/client.ts';
import { checksumProblem, digestsOf, readDisk } from '../publish/digest.ts';
import { dryRun } from '../publish/dry-run.ts';
import { publish } from '../publish/publish.ts';
import type { Published } from '../publish/publish.ts';
import { wantedOf } from '../publish/wanted.ts';
import { cloudImageId, isInCloud } from '../tree/cloud-image.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'publish',
  order: 130,
  summary: 'Upload built images to the cloud, with their metadata as properties.',
  usage: '[OPTIONS] TARGET…',
  about: [
    'Uploads the disk of each target to Glance with the openstack client. The credentials come from the OS_… variables or from clouds.yaml. Converts the disk if the cloud needs another format. Then checks the content and every property of the uploaded image.',
    'You can run it again: if the image already has this disk, only changed properties are updated. A rebuilt disk becomes a new image. An image is private until it is checked.',
    'A target with `builder = openstack` is in the cloud already: its image gets its properties, its visibility and its members, and nothing is uploaded.',
    'Name a target as for `vkc build`, or an image for all its targets. If the tree has one target only, you need no name. The block `publish { … }` in the source says how it is published.',
  ],
  options: {
    out: treeOption,
    cloud: { value: 'NAME', doc: 'Use this cloud of clouds.yaml.' },
    'hide-old': { doc: 'Hide the images that were published before. They are not deleted.' },
    keep: { doc: 'Do not hide them, even if the source says `old_versions = hide`.' },
    'dry-run': { doc: 'Print the commands of a first upload, and run none.' },
    json: {
      doc: 'Print JSON: for each target its image, and whether it was uploaded, changed or unchanged.',
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
    return usageFailure('Which target do you want to publish?', `There are ${shown}.`);
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
  // Starts the request now, so that it runs while the disk is read.
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
    // A problem with the machine or the credentials would also stop the next target.
    if (exit === EXIT.environment) break;
  }
  if (args.has('json')) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return exit;
}

/** Returns null if only the commands were requested. */
async function publishOne(
  target: BuiltTarget,
  args: Args,
  io: Io,
  around: { client: Client; project: Promise<string | null>; signal: AbortSignal },
): Promise<Published | Failure | null> {
  const { signal } = around;
  const cloud = args.value('cloud') ?? target.cloud;
  const hideOld = args.has('hide-old') || (target.publish.old_versions === 'hide' && !args.has('keep'));
  const dry = args.has('dry-run');
  const stream = args.has('json') ? io.stderr : io.stdout;
  const say = (text: string) => stream.write(`${target.name}: ${text}\n`);
  if (isInCloud(target)) {
    const id = cloudImageId(target, display(target.artifact, io.cwd));
    if (isFailure(id)) return id;
    const { dryRunInCloud, publishInCloud } = await import('../publish/in-cloud.ts');
    if (!dry)
      return publishInCloud(
        { target, hideOld, env: io.env, say, ...around, project: await around.project },
        id,
      );
    io.stdout.write(dryRunInCloud(target, id, cloud, hideOld));
    return null;
  }
  const algorithms = ['sha256', ...target.checksums, ...(dry ? ['sha512'] : [])];
  const digests = await digestsOf(target.artifact, algorithms, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    throw error;
  });
  if (digests === null) return interrupted;
  const problem = checksumProblem(target, digests);
  if (problem !== null) return problem;
  const disk = readDisk(target.artifact);
  const wanted = wantedOf(target, digests, disk.size);
  if (dry) {
    const { format } = disk;
    const content = format === wanted.format ? `sha512:${digests['sha512']}` : null;
    io.stdout.write(dryRun({ target, wanted, format, content, hideOld, cloud, cwd: io.cwd }));
    return null;
  }
  return publish({ target, wanted, hideOld, env: io.env, say, ...around, project: await around.project });
}

export default command;
