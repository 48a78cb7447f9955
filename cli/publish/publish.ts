import { rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatSize } from '../../compiler/model/text.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { changeArgs, createArgs, deleteArgs, hideArgs, listArgs, releaseArgs, showArgs } from './calls.ts';
import { interrupted } from './client.ts';
import type { Client } from './client.ts';
import type { Among } from './calls.ts';
import { contentProblem, leastProblems, propertyProblems } from './arrived.ts';
import { digestsOf, formatOf } from './digest.ts';
import type { Digests } from './digest.ts';
import { share } from './members.ts';
import { convert, convertedPath } from './disk.ts';
import {
  artifactProperty,
  changesOf,
  contentProperty,
  describeChanges,
  isOf,
  tagOf,
  versionProperty,
} from './wanted.ts';
import type { CloudImage, Wanted } from './wanted.ts';

/** The result for a target. */
export interface Published {
  readonly target: string;
  readonly id: string;
  readonly name: string;
  readonly done: 'uploaded' | 'changed' | 'unchanged';
  /** Ids of the older images that were hidden. */
  readonly hidden: readonly string[];
  /** The projects that may use it from now on. */
  readonly shared_with: readonly string[];
}

export interface Work {
  readonly target: BuiltTarget;
  readonly wanted: Wanted;
  readonly hideOld: boolean;
  readonly client: Client;
  /** Null if the client cannot tell it. Images are then identified by their tag alone. */
  readonly project: string | null;
  readonly env: Io['env'];
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** An image without data: its upload failed, or still runs. */
const UNFINISHED = ['queued', 'saving', 'uploading', 'importing', 'killed'];

/** Makes the cloud match the built target and its metadata, whatever state the cloud is in. */
export async function publish(work: Work): Promise<Published | Failure> {
  const { wanted, client, say } = work;
  const found = await imagesOf(work);
  if (isFailure(found)) return found;
  for (const image of found.filter(({ status }) => UNFINISHED.includes(status))) {
    say(`removes ${image.id}, an unfinished upload (${image.status} since ${image.created_at})`);
    const gone = await client.call(deleteArgs(image.id));
    if (isFailure(gone)) return gone;
  }
  const whole = found.filter(({ status }) => !UNFINISHED.includes(status));
  const isCurrent = (image: CloudImage) =>
    image[artifactProperty] === wanted.properties[artifactProperty] && image.disk_format === wanted.format;
  let current = whole.find(isCurrent);
  if (current === undefined) {
    const hidden = await imagesOf(work, 'hidden');
    if (isFailure(hidden)) return hidden;
    current = hidden.find(isCurrent);
  }
  const settled = current === undefined ? await upload(work) : await settle(work, current);
  return isFailure(settled) ? settled : finish(work, settled, whole);
}

/** Shares an image that is as it has to be, and hides the others of the target. */
export async function finish(
  work: Work,
  settled: Settled,
  whole: readonly CloudImage[],
): Promise<Published | Failure> {
  const shared = await share(work, settled.id);
  if (isFailure(shared)) return shared;
  const hidden = await hideOthers(work, whole, settled.id);
  if (isFailure(hidden)) return hidden;
  const done = settled.done === 'unchanged' && shared.length > 0 ? 'changed' : settled.done;
  return { ...settled, done, hidden, shared_with: shared };
}

/** Returns the target's images in this project, newest first. */
export async function imagesOf(
  { target, client, project }: Work,
  ...among: readonly Among[]
): Promise<CloudImage[] | Failure> {
  const found: CloudImage[] = [];
  const calls = [listArgs(tagOf(target), ...among), listArgs(tagOf(target), ...among, 'community')];
  for (const list of await Promise.all(calls.map((args) => client.images(args)))) {
    if (isFailure(list)) return list;
    found.push(...list);
  }
  return found
    .filter((image) => isOf(image, target) && (project === null || image.owner === project))
    .sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
}

export type Settled = Omit<Published, 'hidden' | 'shared_with'>;

/** Updates the metadata of an image that has this disk already. Its disk is not touched. */
async function settle(work: Work, image: CloudImage): Promise<Settled | Failure> {
  const { target } = work;
  const { id } = image;
  if (image.status !== 'active') {
    return wrong(
      target,
      `its image ${id} is ${image.status}.`,
      `Activate it: openstack image set --activate ${id}`,
    );
  }
  if (image.os_hash_algo === 'sha512' && image[contentProperty] !== `sha512:${image.os_hash_value}`) {
    return wrong(
      target,
      `its image ${id} differs from the upload: the upload was broken, or its properties were changed.`,
      `Delete it and publish again: openstack image delete ${id}`,
    );
  }
  return applyChanges(work, image);
}

/** Changes what differs of an image, and looks whether the cloud has taken it. */
export async function applyChanges(work: Work, image: CloudImage): Promise<Settled | Failure> {
  const { target, wanted, client, say } = work;
  const { id } = image;
  const result = { target: target.name, id, name: wanted.name } as const;
  const changes = changesOf(image, wanted);
  if (changes === null) {
    say(`${id} has the same disk and the same properties already`);
    return { ...result, done: 'unchanged' };
  }
  const set = await client.call(changeArgs(changes, id));
  if (isFailure(set)) return set;
  const after = await read(work, id);
  if (isFailure(after)) return after;
  const left = changesOf(after, wanted);
  if (left !== null)
    return wrong(target, `the cloud did not accept these changes: ${describeChanges(left)}.`, NOT_TAKEN);
  say(`same disk, changed on ${id}: ${describeChanges(changes)}`);
  return { ...result, done: 'changed' };
}

async function upload(work: Work): Promise<Settled | Failure> {
  const { target, wanted, env, signal, say } = work;
  const begin = Date.now();
  const format = formatOf(target.artifact);
  const converts = format !== wanted.format;
  const file = converts ? convertedPath(target) : target.artifact;
  try {
    if (converts) {
      say(`converts the ${format} disk to ${wanted.format}`);
      const problem = await convert(target, format, env, signal);
      if (problem !== null) return problem;
    }
    const digests = await digestsOf(file, ['sha512', 'md5'], signal);
    const { size } = statSync(file);
    say(
      `uploads ${formatSize(size)} bytes as ${JSON.stringify(wanted.name)}`.replace(/([KMGT]) bytes/, '$1'),
    );
    const id = await create(work, file, digests);
    if (isFailure(id)) return id;
    const problem = await release(work, id, size, digests);
    if (problem !== null) return problem;
    const seconds = Math.round((Date.now() - begin) / 1000);
    const count = Object.keys(wanted.properties).length + 1;
    say(
      `published as ${id}, ${wanted.visibility}: content and ${count} properties arrived as sent, ${seconds} s`,
    );
    return { target: target.name, id, name: wanted.name, done: 'uploaded' };
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  } finally {
    if (converts) rmSync(file, { force: true });
  }
}

/** Uploads the disk. Returns the id of the new image. If the upload fails, the image is deleted. */
async function create(work: Work, file: string, digests: Digests): Promise<string | Failure> {
  const { wanted, client } = work;
  const id = await client.call(createArgs(wanted, file, `sha512:${digests['sha512']}`));
  if (typeof id === 'string' && /^[0-9a-f-]{32,36}$/.test(id)) return id;
  // The signal that stopped the upload must not stop the deletion.
  const signal = AbortSignal.timeout(60_000);
  const left = await client.images(listArgs(tagOf(work.target)), signal);
  for (const image of isFailure(left) ? [] : left) {
    if (!isOf(image, work.target) || !UNFINISHED.includes(image.status)) continue;
    if (image[artifactProperty] === wanted.properties[artifactProperty])
      await client.call(deleteArgs(image.id), signal);
  }
  return typeof id === 'string'
    ? wrong(work.target, 'the client named no image after the upload.', NOT_TAKEN)
    : id;
}

/** Checks the uploaded image, and then gives it the visibility that the source asks for. */
async function release(work: Work, id: string, size: number, digests: Digests): Promise<Failure | null> {
  const { target, wanted, client } = work;
  const image = await read(work, id);
  if (isFailure(image)) return image;
  const problem = contentProblem(image, size, digests);
  if (problem !== null) {
    await client.call(deleteArgs(id));
    return wrong(
      target,
      `the uploaded image differs from the file: ${problem}. It was deleted again.`,
      'Publish it again.',
    );
  }
  const sent = { ...wanted.properties, [contentProperty]: `sha512:${digests['sha512']}` };
  const odd = [...leastProblems(image, wanted), ...propertyProblems(image, sent)];
  if (odd.length > 0)
    return wrong(target, `the cloud changed properties of ${id}: ${odd.join(', ')}.`, NOT_TAKEN);
  const args = releaseArgs(wanted, id);
  if (args === null) return null;
  const released = await client.call(args);
  if (!isFailure(released)) return null;
  const hint = `It is there, checked and private: ${id}. Publish with another \`visibility\`, or ask those who run the cloud; then run this again. On VK Cloud, users have \`private\` and \`shared\`.`;
  return { ...released, hint };
}

/** Returns the image once the cloud has finished processing it. */
export async function read({ client, target }: Work, id: string): Promise<CloudImage | Failure> {
  for (let tries = 0; ; tries++) {
    const images = await client.images(showArgs(id));
    if (isFailure(images)) return images;
    const image = images.find((each) => each.id === id);
    if (image === undefined) return wrong(target, `the image ${id} is gone.`, 'Publish it again.');
    if (image.status === 'active') return image;
    if (!UNFINISHED.includes(image.status) || tries === 60) {
      return wrong(
        target,
        `the image ${id} is ${image.status}, not active.`,
        'Ask those who run the cloud why.',
      );
    }
    await sleep(2000);
  }
}

/** Hides the older images if that is requested. Otherwise reports those with the same name. */
async function hideOthers(work: Work, whole: readonly CloudImage[], id: string): Promise<string[] | Failure> {
  const { client, hideOld, wanted, say } = work;
  const others = whole.filter((image) => image.id !== id && !image.os_hidden && image.status === 'active');
  if (!hideOld) {
    const same = others.filter(({ name }) => name === wanted.name);
    if (same.length > 0) {
      say(
        `note: ${same.map((image) => image.id).join(', ')} has the same name; --hide-old takes older images out of the list`,
      );
    }
    return [];
  }
  const hidden: string[] = [];
  for (const image of others) {
    const done = await client.call(hideArgs(image.id));
    if (isFailure(done)) return done;
    hidden.push(image.id);
    const version = image[versionProperty];
    say(
      `hides ${image.id}${typeof version === 'string' ? `, version ${version}` : ''}, which was published before`,
    );
  }
  return hidden;
}

const NOT_TAKEN = 'Ask those who run the cloud; the image is there and was left as it is.';

function wrong(target: BuiltTarget, message: string, hint: string): Failure {
  return { exit: EXIT.source, message: `${target.name}: ${message}`, hint };
}
