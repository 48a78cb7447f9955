import type { Digests } from './digest.ts';
import type { CloudImage } from './wanted.ts';

/** How what the cloud has differs from the file that was sent; null when it does not. */
export function contentProblem(image: CloudImage, size: number, digests: Digests): string | null {
  if (image.size !== size) return `it has ${image.size} bytes, the file ${size}`;
  const algorithm = image.os_hash_algo ?? '';
  const mine = digests[algorithm];
  if (mine !== undefined) return image.os_hash_value === mine ? null : `its ${algorithm} is another`;
  // Old clouds, and those that were told to use another algorithm, still have this one.
  return image.checksum === digests['md5'] ? null : 'its md5 is another';
}

/** Properties that the cloud has otherwise than they were sent. */
export function propertyProblems(image: CloudImage, sent: Readonly<Record<string, string>>): string[] {
  return Object.entries(sent)
    .filter(([key, value]) => image[key] !== value)
    .map(([key, value]) => `${key} is ${JSON.stringify(image[key] ?? null)}, not ${JSON.stringify(value)}`);
}
