import type { Span } from '../../grammar/span.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import type { Image } from '../../compiler/model/ir.ts';

const invariant: Invariant = {
  id: 'compressed',
  topic: 'build',
  title: 'Free space takes no room in the artifact.',
  why: 'An image with the remains of deleted files is larger to upload and to keep.',
  sources: ['the-image-is-too-large'],
  how: 'The disk is compressed when the build ends; `use cleanup { zero_free_space = true }` overwrites what was deleted before that.',
  seen: 'IMAGE.pkr.hcl',
  takenOver: uncompressed,
};

/** Raw images are as large as their disk. */
function uncompressed({ export: { compress, format, origin } }: Image): Span | null {
  return compress || format === 'qcow2' ? null : origin;
}

export default invariant;
