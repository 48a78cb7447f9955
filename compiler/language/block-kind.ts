import type { Schema } from '../model/schema.ts';
import type { Type } from '../model/types.ts';
import type { ForeignIdiom } from './foreign-idioms.ts';

/** A block of the language itself, as opposed to a resource: what it may hold, for checker, hover and reference. */
export interface BlockKind {
  readonly doc: string;
  readonly schema: Schema;
  /** `none`; `name` when it has a label that names it, `rule` when that is the id of a rule. */
  readonly label: 'none' | 'name' | 'rule';
  /** Any attribute may be written; its type. */
  readonly open?: Type;
  /** Attributes that other tools have there, and that this block does not take, with the reason. */
  readonly foreign?: Readonly<Record<string, ForeignIdiom>>;
  /** Blocks that may stand in it. */
  readonly blocks?: ReadonlyMap<string, BlockKind>;
  /** Whose members may stand in it: those of the block around it, or what can be expected. */
  readonly like?: 'image' | 'role' | 'expect';
  /** As an author would write it; compiled in the tests. */
  readonly example?: string;
}
