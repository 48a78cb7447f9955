import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { display } from '../tree/read.ts';
import type { ImageFile } from './model.ts';

/** Describes an image file, with its digest. */
export async function describeFile(
  file: Pick<ImageFile, 'path' | 'format'>,
  cwd: string,
): Promise<ImageFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file.path, { highWaterMark: 1 << 20 }), hash);
  return {
    path: display(file.path, cwd),
    name: basename(file.path),
    format: file.format,
    bytes: statSync(file.path).size,
    sha256: hash.digest('hex'),
  };
}
