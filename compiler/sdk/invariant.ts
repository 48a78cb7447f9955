import type { Span } from '../../grammar/span.ts';
import type { Image } from '../model/ir.ts';
import type { Topic } from './rule.ts';

/**
 * What the compiler itself sees to: every tree is so, or a source that is not is refused, so there is nothing for a
 * rule to look at. Each is the default export of a file in `stdlib/invariants`.
 */
export interface Invariant {
  /** Small letters and dashes, like the id of a rule, and no rule's. */
  readonly id: string;
  readonly topic: Topic;
  /** What is so, as a sentence. */
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  /** Who asks for it: headings of docs/platform.md, by their anchors. */
  readonly sources: readonly string[];
  /** How it is held, as a sentence. */
  readonly how: string;
  /** A file of the tree in which it is to be seen; `IMAGE` stands for the name of the image. */
  readonly seen?: string;
  /** What is reported of a source that is otherwise. */
  readonly codes?: readonly string[];
  /** Where an image takes it out of the compiler’s hands, which it may; null when it does not. */
  takenOver?(image: Image): Span | null;
}

/** Where an image gives one of these settings to Packer itself, or has a pipeline bring the sources. */
export function bySettings(...names: readonly string[]): (image: Image) => Span | null {
  return ({ packer, sources, origin }) => {
    const given = names.find((name) => packer.has(name));
    if (given !== undefined) return packer.get(given)!.origin ?? origin;
    return sources === 'external' ? origin : null;
  };
}
