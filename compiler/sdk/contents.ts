import * as z from 'zod/mini';
import { categories } from './categories.ts';
import type { Category, Items } from './categories.ts';

export type { Category, Items };

/**
 * What an image contains, as `vkc inspect --format json` prints it: for each phase a list of every category. A kind
 * gives items; the compiler adds who brought each of them.
 */

const text = z.string();
const maybe = z.nullable(text);

/** Files are named from the folder of the project in the compiler, and from the current one in the JSON. */
const place = z.object({ file: text, start: z.int(), end: z.int(), line: z.int() });

const stated = {
  /** Folder name of the role that decided it last. */
  role: text,
  /** Conditions of Ansible’s that decide on the machine whether it holds. */
  conditions: z.array(text),
  origin: place,
};
type Stated = Readonly<z.infer<z.ZodMiniObject<typeof stated>>>;

export const phaseSchema = z.object(
  Object.fromEntries(
    Object.entries(categories).map(([category, { item }]) => [category, z.array(z.extend(item(), stated))]),
  ),
);

/** What a resource of one kind brings. */
export type Brought = { readonly [S in Category]?: readonly Items[S][] };
/** A thing, and who brought it. */
export type Entry<S extends Category> = Items[S] & Stated;
export type PhaseContents = { readonly [S in Category]: readonly Entry<S>[] };

/** What is in the image when it is built, and what `start` does on the deployed machine. */
export interface Contents {
  readonly provision: PhaseContents;
  readonly start: PhaseContents;
}

const identity = z.object({ target: text, image: text, os: text, variant: maybe });

/** What `vkc inspect --format json` prints a list of. */
export const inspectionSchema = z.extend(identity, { provision: phaseSchema, start: phaseSchema });

const difference = z.union(
  Object.entries(categories).map(([category, { item }]) => {
    const side = z.nullable(z.extend(item(), stated));
    return z.object({ category: z.literal(category), before: side, after: side });
  }),
);

/** What `vkc inspect --diff A B --format json` prints: what is not the same in the two targets. */
export const differenceSchema = z.object({
  before: identity,
  after: identity,
  provision: z.array(difference),
  start: z.array(difference),
});
