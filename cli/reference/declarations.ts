import * as z from 'zod/mini';
import {
  commonBlocks,
  commonSchema,
  imageBlocks,
  imageSchema,
  roleBlocks,
  roleSchema,
} from '../../compiler/language/blocks.ts';
import { paramBlocks } from '../../compiler/language/param-blocks.ts';
import { familySchema, osBlocks, osSchema } from '../../compiler/language/system-blocks.ts';
import { builders } from '../../compiler/language/builders.ts';
import type { BlockKind } from '../../compiler/language/block-kind.ts';
import { library } from '../../stdlib/index.ts';
import type { Schema } from '../../compiler/model/schema.ts';
import { code } from '../../emit/text/markdown.ts';
import { document, fenced, prose } from './markdown.ts';
import { attributeTable, openText } from './attributes.ts';
import { formatted } from './examples.ts';

const LIKE = {
  image: 'It can contain everything that an image can.',
  role: 'It can contain everything that a role can.',
  expect: 'It contains [expectations](expectations.md).',
} as const;

type Blocks = ReadonlyMap<string, BlockKind>;

/** Returns the page on images, roles, systems and families, and the blocks in them. */
export function declarationsPage(): string {
  return document([
    '# Images, roles, systems and families',
    'All declarations, with their attributes and blocks. [The reference](README.md)',
    ...section(
      'Image',
      'An image has a target for each of its systems and variants. Besides these attributes and blocks it takes `use` and any [resource](README.md#resource-kinds).',
      imageSchema,
      imageBlocks,
    ),
    ...section(
      'Role',
      'A role sets up something on the machine. It contains `param`s, [resources](README.md#resource-kinds), and `use` of other roles. The attributes are for a role from Ansible or Galaxy, which has no resources.',
      roleSchema,
      roleBlocks,
    ),
    ...section(
      'Param',
      'A param is declared with `param NAME: TYPE`, in a role or at the top of a file. [Types](types.md)',
      z.object({}),
      paramBlocks,
    ),
    ...section(
      'What every resource takes',
      'Besides the attributes of its kind.',
      commonSchema,
      commonBlocks,
    ),
    ...section(
      'System',
      'Declared with `os NAME { … }`; [those of the library](systems.md).',
      osSchema(library.packageManagers),
      osBlocks,
    ),
    ...section(
      'Family',
      'A family states what its systems have in common.',
      familySchema(library.packageManagers),
      new Map(),
    ),
  ]);
}

function section(title: string, about: string, schema: Schema, blocks: Blocks): string[] {
  return [
    `## ${title}`,
    about,
    ...attributeTable(schema, 'types.md'),
    ...[...blocks].flatMap(([name, block]) => blockParts(title.toLowerCase(), name, block)),
  ];
}

function whereIn(place: string): string {
  if (place === 'image') return '';
  return builderBlocks.has(place)
    ? ` in ${code(place)}`
    : ` in a ${place.replace('what every resource takes', 'resource')}`;
}

const builderBlocks: ReadonlySet<string> = new Set(Object.keys(builders));

function blockParts(place: string, name: string, block: BlockKind): string[] {
  const label = { none: '', name: ' NAME', rule: ' RULE' }[block.label];
  const inner = [...(block.blocks ?? [])];
  return [
    `### ${code(`${name}${label}`)}${whereIn(place)}`,
    prose(block.doc),
    ...openText(block),
    ...(block.like === undefined ? [] : [LIKE[block.like]]),
    ...attributeTable(block.schema, 'types.md'),
    ...(block.example === undefined
      ? []
      : [
          fenced(
            `vkimage ${place === 'param' ? 'role' : place.replace('what every resource takes', 'resource')}`,
            formatted(block.example),
          ),
        ]),
    ...inner.flatMap(([each, kind]) => blockParts(name, each, kind)),
  ];
}
