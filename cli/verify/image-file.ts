import { basename } from 'node:path';
import { fileDigest } from '../host/file-digest.ts';
import { display } from '../tree/read.ts';
import type { ImageFile } from './model.ts';

/** Describes an image file, with its digest. */
export async function describeFile(
  file: Pick<ImageFile, 'path' | 'format'>,
  cwd: string,
): Promise<ImageFile> {
  return {
    path: display(file.path, cwd),
    name: basename(file.path),
    format: file.format,
    ...(await fileDigest(file.path)),
  };
}
