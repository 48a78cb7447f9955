import * as z from 'zod/mini';
import { t } from '../model/schema.ts';
import { BOOL, INT, TEXT_LINE, either } from '../model/types.ts';

/** A value that becomes one word of text. */
export const SCALAR = either(TEXT_LINE, INT, BOOL, { kind: 'size' }, { kind: 'duration' });

/** How an image is put into the cloud. */
export const publishSchema = z.object({
  name: t.text(
    'What the image is called in the cloud; may use `os` and `variant`, and `image.target` and `image.version`.',
    'name and version of the target: `xaas-nginx-1.4.0`',
  ),
  visibility: t.oneOf(
    ['private', 'shared', 'community', 'public'],
    'Who sees it, once it has arrived whole.',
    'private',
  ),
  protected: t.bool('Whether it is kept from being deleted.', 'false'),
  old_versions: t.oneOf(
    ['keep', 'hide'],
    'What becomes of the images of this target that were published before: they stay as they are, or are no longer listed. Machines that were made of them go on.',
    'keep',
  ),
  format: t.oneOf(
    ['raw', 'qcow2'],
    'Format that the cloud takes; `vkc publish` converts the image where it is another. VK Cloud takes `raw` only.',
    'raw',
  ),
  tags: t.list(TEXT_LINE, 'Tags of the image.', '[]'),
  members: t.list(
    TEXT_LINE,
    'IDs of the projects that may use the image, if `visibility = shared`. Each of them has to accept it.',
    '[]',
  ),
  min_disk: t.size(
    'Smallest disk of a machine that is made of the image, in whole GiB.',
    'the size of the image’s disk',
  ),
  min_ram: t.size('Smallest memory of a machine that is made of the image, in whole MiB.', 'none'),
  store: t.oneOf(
    ['s3', 'none'],
    'Where the cloud keeps the image, as the property `store`. VK Cloud’s documentation has `s3` in every import; `none` leaves the property out.',
    's3',
  ),
  properties: t.map(
    SCALAR,
    'Properties besides those of `metadata`, for what concerns this cloud and not the image: `{ hw_video_model = "vga" }`.',
  ),
});
