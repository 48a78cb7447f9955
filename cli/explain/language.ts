import { paramBlocks } from '../../compiler/language/param-blocks.ts';
import {
  buildBlocks,
  commonBlocks,
  commonSchema,
  imageBlocks,
  imageSchema,
  roleBlocks,
  roleSchema,
} from '../../compiler/language/blocks.ts';
import { familySchema, osSchema } from '../../compiler/language/system-blocks.ts';
import type { BlockKind } from '../../compiler/language/block-kind.ts';
import { functions } from '../../compiler/language/functions.ts';
import { keywords } from '../../compiler/language/keywords.ts';
import { OBJECT_FIELDS } from '../../compiler/language/object-fields.ts';
import { TYPE_NAMES } from '../../compiler/model/types.ts';
import { library } from '../../stdlib/index.ts';
import { typeText } from './attributes.ts';
import { evaluated, valueText } from './examples.ts';
import { attributeSections, fieldSections } from './sections.ts';
import type { Section, Topic } from './topic.ts';

/** Returns the topics for keywords, blocks, functions and types. */
export function languageTopics(): Topic[] {
  return [...keywordTopics(), ...blockTopics(), ...functionTopics(), ...typeTopics()];
}

/** Additional sections for keywords that declare an object or name it in expressions. */
const MORE: Readonly<Record<string, () => readonly Section[]>> = {
  image: () => [...attributeSections(imageSchema), ...fieldSections('image', OBJECT_FIELDS.image)],
  role: () => attributeSections(roleSchema, 'Attributes of a role from Ansible or Galaxy'),
  os: () => [
    ...attributeSections(osSchema(library.packageManagers), 'Attributes of a declaration'),
    ...fieldSections('os', OBJECT_FIELDS.os),
  ],
  family: () => [
    ...attributeSections(familySchema(library.packageManagers), 'Attributes of a declaration'),
    ...fieldSections('os.family', OBJECT_FIELDS.family),
  ],
};

function keywordTopics(): Topic[] {
  return [...keywords].map(([name, { form, doc, example }]) => ({
    name,
    what: 'a keyword',
    sections: () => [
      { code: form },
      { text: doc },
      { title: 'Example', code: example },
      ...(MORE[name]?.() ?? []),
    ],
  }));
}

const PLACES: readonly (readonly [where: string, blocks: ReadonlyMap<string, BlockKind>])[] = [
  ['an image', imageBlocks],
  ['a role', roleBlocks],
  ['a param', paramBlocks],
  ['a resource', commonBlocks],
  ['`build`', buildBlocks],
  ...[...buildBlocks].map(([name, block]) => [`\`${name}\``, block.blocks ?? new Map()] as const),
];

/** Returns one topic per block, which lists every place where the block can stand. */
function blockTopics(): Topic[] {
  const found = new Map<BlockKind, { name: string; places: string[] }>();
  for (const [where, blocks] of PLACES) {
    for (const [name, block] of blocks) {
      const known = found.get(block);
      if (known === undefined) found.set(block, { name, places: [where] });
      else known.places.push(where);
    }
  }
  const fields = (name: string) => (name === 'build' ? fieldSections('build', OBJECT_FIELDS.build) : []);
  return [...found].map(([block, { name, places }]) => ({
    name,
    what: `a block in ${places.join(', ').replace(/, ([^,]*)$/, ' and $1')}`,
    sections: () => [
      { text: block.doc },
      ...(block.open === undefined
        ? []
        : [{ text: `Any attribute may be written: ${typeText(block.open)}.` }]),
      ...(block.example === undefined ? [] : [{ title: 'Example', code: block.example }]),
      ...attributeSections(block.schema),
      ...fields(name),
    ],
  }));
}

function functionTopics(): Topic[] {
  return [...functions].map(([name, { signature, doc, example }]) => ({
    name,
    what: 'a function',
    sections: () => {
      const result = valueText(evaluated(example));
      return [
        { code: signature },
        { text: doc },
        { title: 'Example', code: example },
        ...(result === example ? [] : [{ title: 'Result', code: result }]),
      ];
    },
  }));
}

const FORMS = { plain: '', one: '(TYPE)', names: '(NAME, …)', fields: '({ NAME = TYPE })' } as const;

function typeTopics(): Topic[] {
  return [...TYPE_NAMES].map(([name, { form, doc, examples }]) => ({
    name,
    what: 'a type',
    sections: () => [
      { code: `${name}${FORMS[form]}` },
      { text: doc },
      { title: 'Values', code: examples.join('\n') },
    ],
  }));
}

/** Sections on the attributes that every resource has besides those of its kind. */
export const resourceSections = (): Section[] => attributeSections(commonSchema, 'Every resource also takes');
