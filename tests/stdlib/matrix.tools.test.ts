import type { CompileResult } from '../../compiler/options.ts';
import { describe } from 'vitest';
import { treeOf } from '../../cli/reference/examples.ts';
import { acceptedByTools } from '../support/trees/tree-tools.ts';
import { alternativeImages, everything, systems } from '../support/library-matrix.ts';

/**
 * The library on every system is what the real tools accept: in one tree, where what differs stands under conditions; on
 * one system for each package manager, where it stands alone; and with the values that params do not have by default.
 */
const trees: readonly (readonly [name: string, result: CompileResult])[] = [
  ['every role and kind on every system', everything(systems)],
  ...['debian12', 'almalinux9', 'centos7'].map(
    (system) => [`all of it on ${system}`, everything([system])] as const,
  ),
  ...alternativeImages().map((result, i) => [`other values of params, ${i + 1}`, result] as const),
];

describe.each(trees)('%s', (_, result) => acceptedByTools('example', [...treeOf(result).values()]));
