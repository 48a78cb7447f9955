import * as z from 'zod/mini';
import { required, t } from '../model/schema.ts';
import type { BlockKind } from './block-kind.ts';

/** What can stand in a param besides. */
export const paramSchema = z.object({
  message: t.text(
    'With `one_of`: what is said to other values, besides those that there are. Text without `${…}`.',
  ),
});

/** Blocks that can stand in a param. */
export const paramBlocks: ReadonlyMap<string, BlockKind> = new Map<string, BlockKind>([
  [
    'validate',
    {
      doc: 'What the value has to meet beyond its type.',
      schema: z.object({
        condition: required(t.bool('What has to hold; it may use all params of the role.')),
        message: required(t.text('What is said if it does not hold: what to give instead.')),
      }),
      label: 'none',
      example:
        'param port: int = 8080 {\n  validate {\n    condition = port > 0 && port < 65536\n    message   = "A port is a number from 1 to 65535."\n  }\n}\n\ndirectory "/srv/${port}"',
    },
  ],
]);
