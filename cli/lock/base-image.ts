import { isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { EXIT } from '../shell/command.ts';
import { readChecksums } from './checksums.ts';
import type { Listed } from './checksums.ts';
import type { Fetcher } from './fetcher.ts';
import type { LockedBase } from './lockfile.ts';

/** Folders with a day in their name, newest first, that are looked through for the image. */
const MOST_FOLDERS = 5;
/** Parts of addresses that lead to another image later. */
const MOVING = /\/(?:latest|current)\/|latest/;

/** A locked image, and whether its address still leads to another one later. */
export interface ResolvedBase {
  readonly base: LockedBase;
  readonly moves: boolean;
}

/**
 * Resolves the address and the checksum of a cloud image: a list of checksums becomes the checksum in it, and an address with `latest`
 * or `current` that of the dated image with the same checksum, if the server has one.
 */
export async function resolveBase(
  requested: LockedBase['requested'],
  fetcher: Fetcher,
): Promise<ResolvedBase | Failure> {
  const { url, checksum } = requested;
  const own = url.slice(url.lastIndexOf('/') + 1);
  const list = /^file:(.*)$/.exec(checksum)?.[1];
  let found: { url: string; checksum: string } = { url, checksum: checksum || 'none' };
  if (list !== undefined) {
    const text = await fetcher.text(list);
    if (typeof text !== 'string') return text;
    const listed = readChecksums(text);
    const mine = listed.find(({ file }) => file === own) ?? (listed.length === 1 ? listed[0] : undefined);
    if (mine === undefined)
      return {
        exit: EXIT.environment,
        message: `${list}: lists no checksum of ${own}.`,
        hint: 'Correct `checksum` of the system.',
      };
    found = { url, checksum: mine.checksum };
    if (MOVING.test(url)) found = { ...found, url: await datedAddress(url, list, mine, listed, fetcher) };
  } else if (/^[0-9a-f]{64}$|^[0-9a-f]{128}$/i.test(checksum)) {
    found = { url, checksum: `${checksum.length === 64 ? 'sha256' : 'sha512'}:${checksum.toLowerCase()}` };
  }
  const size = await fetcher.size(found.url);
  if (isFailure(size)) return size;
  return { base: { requested, ...found, size: size.size }, moves: MOVING.test(found.url) };
}

/** The address under which the same image stays; the given one if there is none. */
async function datedAddress(
  url: string,
  list: string,
  mine: Listed,
  listed: readonly Listed[],
  fetcher: Fetcher,
): Promise<string> {
  const beside = listed.find(
    ({ file, checksum }) => checksum === mine.checksum && file !== mine.file && /\d{8}/.test(file),
  );
  if (beside !== undefined) return new URL(beside.file, url).href;
  const moving = /^(.*)\/(?:latest|current)\/(.*)$/.exec(url);
  const name = /^.*\/(?:latest|current)\/(.*)$/.exec(list)?.[1];
  if (moving === null || name === undefined) return url;
  const [, above] = moving;
  const page = await fetcher.text(`${above}/`);
  if (typeof page !== 'string') return url;
  const folders = [...page.matchAll(/href="(?:\.\/)?(\d{8}[\w.-]*)\/"/g)].map(([, folder]) => folder!);
  for (const folder of [...new Set(folders)].sort().reverse().slice(0, MOST_FOLDERS)) {
    const text = await fetcher.text(`${above}/${folder}/${name}`);
    const same =
      typeof text === 'string'
        ? readChecksums(text).find(({ checksum }) => checksum === mine.checksum)
        : undefined;
    if (same !== undefined) return `${above}/${folder}/${same.file}`;
  }
  return url;
}
