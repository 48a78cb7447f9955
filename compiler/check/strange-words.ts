import type { Element, Expr } from '../../grammar/syntax.ts';
import { fieldOf } from '../model/schema.ts';
import type { Schema } from '../model/schema.ts';
import { paramBlocks } from '../language/param-blocks.ts';
import { didYouMean } from '../model/suggest.ts';
import { buildBlocks, commonBlocks, imageBlocks, imageSchema, roleBlocks } from '../language/blocks.ts';
import { foreignKind, isNameSpace } from '../language/foreign-idioms.ts';
import type { MemberNames, Names } from './context.ts';
import type { TypeScope } from './scope.ts';
import type { MemberPlace } from './member-places.ts';

/** What begins a member that is neither a resource nor a block. */
const STATEMENTS = ['use', 'when', 'match', 'for', 'let'];

const IN_PARAM = (block: string) =>
  `It stands in the block of a param: \`param port: int { ${block} { … } }\`.`;
const AT_TOP = 'A role is used here, `use NAME`, and declared at the top of a file: `role NAME { … }`.';
const AS_ROLE = (name: string, values: boolean) =>
  `It is a role: write \`use ${name}${values ? ' { … }' : ''}\`.`;
const IN_ROLE = 'It stands in a role, `role NAME { start { … } }`, and the image has `use NAME`.';

/** Says of a word with a label or a block that it begins nothing here, and where it belongs. */
export function strangeElement(node: Element, place: MemberPlace, names: MemberNames): void {
  const { text } = node.kind;
  const known = [...place.blocks.keys(), ...(place.kinds?.keys() ?? [])];
  const { span } = node.kind;
  const isField = (schema: Schema | null | undefined) =>
    schema != null && fieldOf(schema, text) !== undefined;
  const idiom = foreignKind(text, names.kinds.values());
  if (isField(place.schema) || isField(place.common)) {
    const { label, body } = node;
    const at = label?.node === 'string' && body === null ? { ...label.span, end: label.span.start } : null;
    const fix = at && { title: 'Insert `=`', safe: true, edits: [{ span: at, text: '= ' }] };
    names.report('VK0223', span, { name: text }, fix === null ? {} : { fix });
  } else if (names.kinds.has(text) && place.kinds === names.expectations)
    names.report('VK1002', span, { name: text, known: known.join(', ') });
  else if (names.kinds.has(text)) names.report('VK0224', span, { name: text, where: place.name });
  else if (names.expectations.has(text)) names.report('VK1001', span, { name: text });
  else if (place.params && (imageBlocks.has(text) || isField(imageSchema)))
    names.report('VK0227', span, { name: text });
  else if (idiom !== undefined) names.report('VK0226', span, { name: text, ...idiom });
  else {
    const words = place.uses ? STATEMENTS : [];
    const params = { name: text, where: place.name, known: [...words, ...known].join(', ') || 'nothing' };
    // Where nothing can stand, the word is most often the rest of a text that ended too early.
    const quotes = { help: 'A quote that belongs to a text is written `\\"`.' };
    const role = place.uses && names.isRole(text) ? { help: AS_ROLE(text, node.body !== null) } : undefined;
    const near = role ?? elsewhere(text, place) ?? didYouMean(text, [...known, ...words]);
    const nothing = known.every((each) => commonBlocks.has(each));
    const open = place.open === undefined ? quotes : { help: `Write \`${text} = …\`.` };
    names.report('VK0205', span, params, near === undefined && nothing ? open : near);
  }
}

/** Where a word belongs that somebody wrote one block too far out, or in an image instead of a role. */
export function elsewhere(
  name: string,
  { name: here, uses, params, blocks }: MemberPlace,
): { help: string } | undefined {
  if (uses && name === 'role') return { help: AT_TOP };
  if (here === 'an image' && roleBlocks.has(name)) return { help: IN_ROLE };
  if (paramBlocks.has(name)) return { help: IN_PARAM(name) };
  if (uses && !params && buildBlocks.has(name))
    return { help: `It stands in \`build\`: \`build { ${name} { … } }\`.` };
  for (const [block, { schema }] of blocks) {
    if (block !== 'variant' && fieldOf(schema, name) !== undefined)
      return { help: `It stands in \`${block}\`: \`${block} { ${name} = … }\`.` };
  }
  return undefined;
}

/** A name of a name space that other tools have, `var.port`, which was reported. */
export function spaced(
  object: Expr & { node: 'ref' },
  field: string,
  scope: TypeScope,
  names: Names,
): boolean {
  const { name, span } = object;
  if (!isNameSpace(name) || scope.lookup(name) !== null) return false;
  if (name === 'each') {
    const remedy =
      'A loop gives its items a name of their own: `for x in xs { … }`, and `x` in it. Of a map, `for k, v in m { … }`.';
    names.report('VK0226', span, { name: `each.${field}`, origin: 'Terraform and Packer', remedy });
    return true;
  }
  if (name === 'env') {
    const remedy = `Write \`env("${field}")\`: it is read when the image is built, and kept out of the logs.`;
    names.report('VK0226', span, { name: `env.${field}`, origin: 'other tools', remedy });
    return true;
  }
  const edits = [{ span: { ...span, end: span.end + 1 }, text: '' }];
  const fix = { title: `Write \`${field}\``, safe: true, edits };
  names.report('VK0229', span, { name, field }, { fix });
  return true;
}
