import type { EvalContext } from '../evaluate/context.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import { addTo } from '../model/multimap.ts';
import type { ImageRecord, TargetNames } from '../model/image-record.ts';
import type { Span } from '../../grammar/span.ts';

// Files are named after targets, and some file systems do not tell small letters from capitals.
const keyOf = ({ name }: { readonly name: string }): string => name.toLowerCase();

/** Whether the files of an image's targets do not meet. */
export const areApart = ({ targets }: { readonly targets: readonly { readonly name: string }[] }): boolean =>
  new Set(targets.map(keyOf)).size === targets.length;

/** Targets are told apart by their names, whatever image they are of. */
export function uniqueTargets(images: readonly ImageRecord[], collector: DiagnosticCollector): void {
  const seen = new Map<string, TargetNames>();
  for (const target of images.flatMap((image) => image.targets)) {
    const key = keyOf(target);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, target);
    else {
      const { origin, variant, os } = target;
      const elsewhere = first.origin.file !== origin.file || first.origin.start !== origin.start;
      const related = elsewhere ? [{ span: first.origin, message: 'the other target' }] : [];
      const twice = elsewhere && variant !== null && variant === first.variant && os === first.os;
      const help = `Each variant of an image has a name of its own: \`variant ${variant}\` stands here twice.`;
      collector.reporter()('VK0502', origin, { name: target.name }, { related, ...(twice && { help }) });
    }
  }
}

/** Targets that are told apart by their own names, but not by what they are called in the cloud. */
export function sharedCloudNames(images: readonly ImageRecord[], collector: DiagnosticCollector): void {
  const named = new Map<string, TargetNames[]>();
  for (const target of images.flatMap((image) => image.targets)) addTo(named, target.cloud.value, target);
  // One pattern that makes several names collide is one mistake.
  const said = new Set<number>();
  for (const [name, [first, ...others]] of named) {
    const { origin } = first!.cloud;
    const targets = new Set([first!, ...others].map((target) => target.name));
    if (targets.size <= others.length || others.length === 0 || said.has(origin.start)) continue;
    said.add(origin.start);
    collector.reporter()('VK0514', origin, { name, targets: [...targets].join(', ') });
  }
}

/** What a target's name, and what else becomes part of a path or of a key, is made of. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-])){0,62}$/;

/** Whether a text can be the name of a target, a system or the like. */
export const isName = (text: string): boolean => NAME.test(text);

export const NAME_RULE =
  'a name of at most 63 letters, digits, `_`, `-` and single dots, which begins with a letter or a digit';

/** Something that gets a folder in the tree. */
interface Placed {
  /** The folder. */
  readonly name: string;
  /** Where it is caused. */
  readonly origin: Span;
}

/** The role in which the tree keeps the values that all roles share. */
const SHARED = 'variables';

/** Roles, and the image’s own resources, that would be one folder in the tree: one of them would be lost. */
export function uniqueFolders(placed: readonly Placed[], report: EvalContext['report']): void {
  const seen = new Map<string, Placed>();
  for (const each of placed) {
    const key = each.name.toLowerCase();
    if (key === SHARED) {
      report('VK0515', each.origin, { folder: key, other: 'the values that all roles share' });
      continue;
    }
    const first = seen.get(key);
    if (first === undefined) seen.set(key, each);
    else {
      const related = [{ span: first.origin, message: 'the other one' }];
      report('VK0515', each.origin, { folder: key, other: 'another part of this image' }, { related });
    }
  }
}
