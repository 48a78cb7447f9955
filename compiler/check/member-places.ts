import { commonBlocks, imageBlocks, imageSchema, roleBlocks, roleSchema } from '../language/blocks.ts';
import { paramBlocks, paramSchema } from '../language/param-blocks.ts';
import type { BlockKind } from '../language/block-kind.ts';
import { fieldNames, fieldOf } from '../model/schema.ts';
import type { Schema } from '../model/schema.ts';
import { ANY } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { expectationSchema } from '../sdk/expectation-kind.ts';
import type { Library } from '../sdk/library.ts';
import type { Kind } from '../sdk/resource-kind.ts';
import type { Subject } from './subject.ts';

/** What may stand in a block, and in what words it is spoken of. */
export interface MemberPlace {
  /** With an article: `an image`, `the resource \`service\``. */
  readonly name: string;
  /** What the attributes are those of, if not `name`. */
  readonly owner?: string;
  readonly schema: Schema | null;
  /** A second schema whose attributes are allowed as well. */
  readonly common?: Schema;
  /** Any attribute may be written; its type. */
  readonly open?: Type;
  /** Attributes that other tools have here, each with what to write instead. */
  readonly foreign?: BlockKind['foreign'];
  readonly blocks: ReadonlyMap<string, BlockKind>;
  /** Resources, or what can be expected, may stand here. */
  readonly kinds: ReadonlyMap<string, Kind> | null;
  /** Whether `kinds` are what can be expected. */
  readonly expects?: true;
  /** Attributes that all of those take; a resource's where it is not said. */
  readonly shared?: Schema;
  readonly uses: boolean;
  readonly params: boolean;
  /** What may stand in a block of this place. */
  readonly inside?: (kind: string, block: BlockKind) => MemberPlace;
}

/** What an attribute of a place takes; undefined if it has none of that name. */
export function attributeType({ schema, common, open }: MemberPlace, name: string): Type | undefined {
  return fieldIn(schema, name)?.type ?? fieldIn(common, name)?.type ?? open;
}

const fieldIn = (schema: Schema | null | undefined, name: string) =>
  schema == null ? undefined : fieldOf(schema, name);

export function attributeSubject(place: MemberPlace, name: string): Subject {
  const { schema, common, owner } = place;
  return {
    what: 'attribute',
    name,
    owner: owner ?? place.name.replaceAll('`', ''),
    type: () => attributeType(place, name) ?? ANY,
    doc: (fieldIn(schema, name) ?? fieldIn(common, name))?.doc ?? null,
  };
}

export const blockSubject = (name: string, { doc }: BlockKind): Subject => ({ what: 'block', name, doc });

export const kindSubject = ({ name, doc }: Kind, { expects }: MemberPlace): Subject => ({
  what: expects ? 'expectation' : 'resource',
  name,
  doc,
});

/** Everything that may stand in a block as a member, but for `let`, `use`, conditions and loops. */
export function membersOf(place: MemberPlace): Subject[] {
  const schemas = [place.schema, place.common].filter((schema) => schema != null);
  return [
    ...schemas.flatMap(fieldNames).map((name) => attributeSubject(place, name)),
    ...[...place.blocks].map(([name, block]) => blockSubject(name, block)),
    ...[...(place.kinds?.values() ?? [])].map((kind) => kindSubject(kind, place)),
  ];
}

type Kinds = Pick<Library, 'kinds' | 'expectations'>;

/** The body of a `use`, but for the values it gives. */
export const useBody: MemberPlace = {
  name: 'the body of `use`',
  schema: null,
  blocks: commonBlocks,
  kinds: null,
  uses: false,
  params: false,
};

export const blockPlace = (
  name: string,
  schema: MemberPlace['schema'],
  blocks: MemberPlace['blocks'],
): MemberPlace => ({
  name,
  schema,
  blocks,
  kinds: null,
  uses: false,
  params: false,
});

export const paramPlace: MemberPlace = blockPlace('a param', paramSchema, paramBlocks);

export function imagePlace(all: Kinds): MemberPlace {
  return {
    name: 'an image',
    schema: imageSchema,
    blocks: imageBlocks,
    kinds: all.kinds,
    uses: true,
    params: false,
    inside: (kind, block) =>
      block.like === 'image' ? variantPlace(block, all) : innerPlace(kind, block, all),
  };
}

function variantPlace(block: BlockKind, all: Kinds): MemberPlace {
  const kept = ['build', 'metadata', 'publish', 'expect', 'allow', 'prepare'];
  return {
    name: 'a variant',
    schema: block.schema,
    blocks: new Map([...imageBlocks].filter(([name]) => kept.includes(name))),
    kinds: all.kinds,
    uses: true,
    params: false,
    inside: (kind, inner) => innerPlace(kind, inner, all),
  };
}

function innerPlace(kind: string, block: BlockKind, all: Kinds): MemberPlace {
  if (block.like === 'role') return phasePlace(kind, all);
  if (block.like === 'expect') {
    return {
      ...blockPlace('`expect`', null, new Map()),
      kinds: all.expectations,
      expects: true,
      shared: expectationSchema,
    };
  }
  return {
    ...blockPlace(`\`${kind}\``, block.schema, block.blocks ?? new Map()),
    ...(block.open === undefined ? {} : { open: block.open }),
    ...(block.foreign === undefined ? {} : { foreign: block.foreign }),
    inside: (inner, its) => innerPlace(inner, its, all),
  };
}

export function rolePlace(all: Kinds): MemberPlace {
  const { kinds } = all;
  return {
    name: 'a role',
    schema: roleSchema,
    blocks: roleBlocks,
    kinds,
    uses: true,
    params: true,
    inside: (kind, block) => innerPlace(kind, block, all),
  };
}

/** A block with resources that are done at another time. What is expected, `start` can say of that time. */
function phasePlace(kind: string, all: Kinds): MemberPlace {
  const expect = kind === 'start' ? [...roleBlocks].filter(([, { like }]) => like === 'expect') : [];
  return {
    ...blockPlace(`\`${kind}\``, null, new Map([...commonBlocks, ...expect])),
    kinds: all.kinds,
    inside: (kind, block) => innerPlace(kind, block, all),
  };
}
