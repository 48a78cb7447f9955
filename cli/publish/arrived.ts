import type { Digests } from './digest.ts';
import type { CloudImage, Wanted } from './wanted.ts';

/** Describes how the image in the cloud differs from the uploaded file; null if it does not. */
export function contentProblem(image: CloudImage, size: number, digests: Digests): string | null {
  if (image.size !== size) return `it has ${image.size} bytes, the file ${size}`;
  const algorithm = image.os_hash_algo ?? '';
  const mine = digests[algorithm];
  if (mine !== undefined) return image.os_hash_value === mine ? null : `its ${algorithm} differs`;
  // Old clouds, and clouds that are configured for another algorithm, still report this one.
  return image.checksum === digests['md5'] ? null : 'its md5 differs';
}

/** Returns the properties whose value in the cloud differs from the uploaded one. */
export function propertyProblems(image: CloudImage, sent: Readonly<Record<string, string>>): string[] {
  return Object.entries(sent)
    .filter(([key, value]) => image[key] !== value)
    .map(([key, value]) => `${key} is ${JSON.stringify(image[key] ?? null)}, not ${JSON.stringify(value)}`);
}

/** Returns how the smallest disk and memory in the cloud differ from the uploaded ones. */
export const leastProblems = (image: CloudImage, wanted: Wanted): string[] =>
  (['min_disk', 'min_ram'] as const)
    .filter((key) => image[key] !== wanted[key])
    .map((key) => `${key} is ${image[key]}, not ${wanted[key]}`);
