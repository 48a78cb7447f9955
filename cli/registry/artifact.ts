import * as z from 'zod/mini';
import { digestOf, digestOfBytes, download } from './blobs.ts';
import type { Heard } from './blobs.ts';
import { RegistryError } from './asker.ts';
import type { Asker } from './asker.ts';
import type { Store } from './store.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
/** What `oras` and others call a file when they bring it. */
const TITLE = 'org.opencontainers.image.title';
const CREATED = 'org.opencontainers.image.created';
/** A manifest is read into memory, and so is its config. */
const MOST = 4 * 1024 ** 2;

const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
const annotations = z.optional(z.record(z.string(), z.string()));
const descriptor = z.object({
  mediaType: z.string(),
  digest,
  size: z.int().check(z.minimum(0)),
  annotations,
});
const manifestShape = z.object({
  schemaVersion: z.literal(2),
  artifactType: z.optional(z.string()),
  config: descriptor,
  layers: z.array(descriptor),
});

export interface ArtifactFile {
  readonly name: string;
  /** Where it is on this machine. */
  readonly path: string;
  readonly mediaType: string;
}

/** Files under a tag, with a description in JSON. */
export interface Artifact {
  readonly type: string;
  readonly created: string;
  readonly config: object;
  readonly files: readonly ArtifactFile[];
}

/** Sends files and then the manifest that names them, so that nobody finds a part of it. `heard` hears of all bytes. */
export async function putArtifact(
  store: Store,
  tag: string,
  { type, created, config, files }: Artifact,
  heard: Heard = () => {},
): Promise<void> {
  const layers: z.infer<typeof descriptor>[] = [];
  let before = 0;
  for (const { name, path, mediaType } of files) {
    const blob = await digestOf(path);
    const done = before;
    await store.sendFile(path, blob, (bytes) => heard(done + bytes));
    before += blob.size;
    layers.push({ mediaType, ...blob, annotations: { [TITLE]: name } });
  }
  const bytes = Buffer.from(JSON.stringify(config));
  const own = digestOfBytes(bytes);
  await store.sendBytes(bytes, own);
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: type,
    config: { mediaType: `${type}+json`, ...own },
    layers,
    annotations: { [CREATED]: created },
  };
  const response = await store.ask(`manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': MANIFEST },
    body: JSON.stringify(manifest),
    expect: [200, 201],
  });
  await response.body?.cancel();
}

export interface FoundArtifact {
  readonly config: unknown;
  /** In the order in which they were sent. */
  readonly files: readonly FoundFile[];
}

export interface FoundFile {
  readonly name: string;
  readonly size: number;
  bring(path: string, heard?: Heard): Promise<void>;
}

/** Returns what is under a tag; null if there is nothing. */
export async function findArtifact(client: Asker, tag: string, type: string): Promise<FoundArtifact | null> {
  const response = await client.ask(`manifests/${tag}`, {
    headers: { accept: MANIFEST },
    expect: [200, 404],
  });
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  const text = await small(client, response);
  const manifest = manifestShape.safeParse(json(text.toString())).data;
  if (manifest === undefined || manifest.config.mediaType !== `${type}+json`)
    throw damaged(client, tag, 'is not what vkc writes');
  const { config } = manifest;
  const body = await small(client, await client.ask(`blobs/${config.digest}`, { expect: [200] }));
  if (digestOfBytes(body).digest !== config.digest)
    throw damaged(client, tag, 'has a description that was changed');
  return {
    config: json(body.toString()),
    files: manifest.layers.map(({ digest: own, size, annotations: notes }) => ({
      name: notes?.[TITLE] ?? '',
      size,
      bring: (path, heard) => download(client, { digest: own, size }, path, heard),
    })),
  };
}

async function small(client: Asker, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
      if (size > MOST) break;
    }
  } catch (error) {
    throw client.unreachable(error);
  }
  return Buffer.concat(chunks);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const damaged = ({ address }: Asker, tag: string, what: string): RegistryError =>
  new RegistryError(
    `${address.host}/${address.repository}:${tag} ${what}.`,
    'Remove it from the registry, or name another repository.',
    422,
  );
