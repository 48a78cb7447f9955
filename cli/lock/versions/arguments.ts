import type { Asset } from '../../../compiler/model/ir.ts';
import type { Value } from '../../../compiler/model/value.ts';

/** An argument of a task as text; null for what is none. */
export const textOf = (value: Value | undefined): string | null =>
  value?.type === 'string' ? value.value : value?.type === 'bool' ? (value.value ? 'yes' : 'no') : null;

/** The path of a file that a role brings; null if it has none of that name. */
export const assetNamed = (name: string, assets: readonly Asset[]): string | null =>
  assets.find((asset) => asset.folder === 'files' && asset.name === name)?.path ?? null;
