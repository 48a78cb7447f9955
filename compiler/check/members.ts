import { METADATA_KEYS, commonBlocks, commonSchema, imageSchema } from '../language/blocks.ts';
import { writing } from '../../grammar/diagnostic.ts';
import type { Attribute, Block, Element, Expr, Label, Member, Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { BlockKind } from '../language/block-kind.ts';
import type { Kind } from '../sdk/resource-kind.ts';
import { fieldNames, fieldOf, isRequired } from '../model/schema.ts';
import type { Schema } from '../model/schema.ts';
import { own } from '../model/own.ts';
import { didYouMean, suggest } from '../model/suggest.ts';
import { ANY } from '../model/types.ts';
import { condition, expect, infer, loopScope, patternsOf } from './expressions.ts';
import { foreignAttribute } from '../language/foreign-idioms.ts';
import { declare, param } from './declarations.ts';
import { withoutReports, wordOf } from './context.ts';
import type { MemberNames, Names } from './context.ts';
import { attributeType, blockSubject, kindSubject, paramPlace } from './member-places.ts';
import type { MemberPlace } from './member-places.ts';
import { narrowed } from './narrowing.ts';
import { elsewhere, strangeElement } from './strange-words.ts';
import { TypeScope } from './scope.ts';
import { noRecorder } from './semantic-recorder.ts';

/** Checks the members of a block against what may stand there. */
export function checkBlock(block: Block, place: MemberPlace, scope: TypeScope, names: MemberNames): void {
  names.recorder.scope(block.span, scope, place);
  checkMembers(block.members, place, scope, names, new Map());
}

export function checkMembers(
  members: readonly Member[],
  place: MemberPlace,
  scope: TypeScope,
  names: MemberNames,
  seen: Map<string, Span>,
): void {
  for (const member of members) {
    if (names.isFull()) return;
    switch (member.node) {
      case 'attribute':
        twice(member, seen, names);
        attribute(member, place, scope, names);
        break;
      case 'let':
        declare(member, 'let', () => infer(member.value, scope, quiet(names)), scope, names);
        scope.usage?.value(member.name, 'VK0701');
        infer(member.value, scope, names);
        break;
      case 'param':
        if (place.params) {
          param(member, scope, names, true);
          paramBody(member, scope, names);
          if (names.role !== undefined) scope.usage?.param(member, names.role);
        } else {
          const remedy =
            place.name === 'an image' ? 'Declare it at top level, or in a role.' : 'Declare it in the role.';
          names.report('VK0220', member.span, { what: 'param', where: place.name, remedy });
        }
        break;
      case 'use':
        if (place.uses) names.use(member, scope);
        else {
          const remedy = 'Use the role in the image, or in a role outside of `start`.';
          names.report('VK0220', member.span, { what: 'use', where: place.name, remedy });
        }
        break;
      case 'when': {
        condition(member.test, scope, names);
        checkBlock(member.then, place, new TypeScope(narrowed(member.test, true, scope)), names);
        if (member.else === null) break;
        const other = narrowed(member.test, false, scope);
        if (member.else.node === 'block') checkBlock(member.else, place, new TypeScope(other), names);
        else checkMembers([member.else], place, other, names, new Map());
        break;
      }
      case 'match':
        patternsOf(member, scope, names);
        for (const body of [
          ...member.arms.map((arm) => arm.body),
          ...(member.else === null ? [] : [member.else]),
        ]) {
          checkBlock(body, place, new TypeScope(scope), names);
        }
        break;
      case 'for':
        checkBlock(member.body, place, loopScope(member, scope, names), names);
        break;
      case 'element':
        element(member, place, scope, names);
        break;
    }
  }
}

/** Checks what a param asks of its value. */
export function paramBody({ body }: Param, scope: TypeScope, names: MemberNames): void {
  if (body !== null) checkBlock(body, paramPlace, new TypeScope(scope), names);
}

const quiet = (names: MemberNames): MemberNames => ({
  ...names,
  report: (() => undefined) as unknown as Names['report'],
  recorder: noRecorder,
});

function twice({ name }: Attribute, seen: Map<string, Span>, names: Names): void {
  const first = seen.get(name.text);
  if (first === undefined) seen.set(name.text, name.span);
  else
    names.report(
      'VK0209',
      name.span,
      { name: name.text },
      { related: [{ span: first, message: 'first given here' }] },
    );
}

/** What an author may have meant as the name of an image: a bare or quoted one. */
function nameIn(value: Expr): string | null {
  const text =
    value.node === 'ref'
      ? value.name
      : value.node === 'string' && value.parts.length === 1 && value.parts[0]!.node === 'text'
        ? value.parts[0].value
        : 'image';
  return text !== 'image' && /^[a-z][a-z0-9-]*$/.test(text) ? text : null;
}

function attribute(
  { name, value }: Attribute,
  place: MemberPlace,
  scope: TypeScope,
  names: MemberNames,
): void {
  const { schema, common } = place;
  const type = ownForeign(place, name.text) === undefined ? attributeType(place, name.text) : undefined;
  if (type !== undefined) {
    names.recorder.attribute(name.span, name.text, place);
    if (type.kind === 'record' && type.name === 'image') {
      if (names.base(value)) return;
      // What the expression means is of no interest then.
      infer(value, scope, withoutReports(names));
      const name = nameIn(value);
      const help = name === null ? {} : { help: `Write \`base = image.${name}\`.` };
      names.report('VK0522', value.span, {}, help);
      return;
    }
    expect(value, scope, names, { type, what: `\`${name.text}\`` });
    return;
  }
  infer(value, scope, withoutReports(names));
  const known = [
    ...(schema === null ? [] : fieldNames(schema)),
    ...(common === undefined ? [] : fieldNames(common)),
  ];
  const idiom = ownForeign(place, name.text) ?? foreignAttribute(name.text);
  if (place.blocks.has(name.text)) {
    names.report('VK0222', name.span, { name: name.text });
    return;
  }
  if (idiom !== undefined) {
    names.report('VK0225', name.span, { name: name.text, ...idiom });
    return;
  }
  if (place.params && fieldOf(imageSchema, name.text) !== undefined) {
    names.report('VK0227', name.span, { name: name.text });
    return;
  }
  names.report(
    'VK0204',
    name.span,
    { where: place.name, name: name.text, known: known.join(', ') || 'none' },
    elsewhere(name.text, place) ?? didYouMean(name.text, known),
  );
}

const ownForeign = ({ foreign = {} }: MemberPlace, name: string) => own(foreign, name);

function element(node: Element, place: MemberPlace, scope: TypeScope, names: MemberNames): void {
  const { text } = node.kind;
  const block = place.blocks.get(text);
  if (block !== undefined) {
    names.recorder.subject(node.kind.span, blockSubject(text, block));
    blockElement(node, block, place, scope, names);
    return;
  }
  const kind = place.kinds?.get(text);
  if (kind !== undefined) {
    names.recorder.subject(node.kind.span, kindSubject(kind, place));
    kindElement(node, kind, place, scope, names);
    return;
  }
  strangeElement(node, place, names);
}

function blockElement(
  node: Element,
  block: BlockKind,
  place: MemberPlace,
  scope: TypeScope,
  names: MemberNames,
): void {
  const kind = node.kind.text;
  if (block.label === 'none' && node.label !== null) names.report('VK0219', node.label.span, { kind });
  if (block.label === 'name' && node.label?.node !== 'name') {
    const span = node.label?.span ?? node.kind.span;
    const text = node.label === null ? null : wordOf(node.label as Expr);
    const usable = text !== null && /^[A-Za-z_][\w-]*$/.test(text);
    const example = `${kind} ${usable ? text : 'large'} { … }`;
    const extra = usable
      ? { help: `Write it without quotes: \`${example}\`.`, fix: writing(span, text) }
      : {};
    names.report('VK0218', span, { kind, what: 'a name', example }, extra);
  }
  if (block.label === 'rule') ruleLabel(node, names);
  const inner: MemberPlace = place.inside?.(kind, block) ?? {
    name: `\`${kind}\``,
    schema: block.schema,
    ...(block.open === undefined ? {} : { open: block.open }),
    blocks: new Map(),
    kinds: null,
    uses: false,
    params: false,
  };
  if (node.body !== null) checkBlock(node.body, inner, new TypeScope(scope), names);
  if (kind === 'metadata' && node.body !== null) nearMetadata(node.body, names);
  missing(node, block.schema, `\`${kind}\``, names);
}

/** The id of a rule that there is. */
function ruleLabel({ kind, label }: Element, { report, rules, recorder }: MemberNames): void {
  if (label?.node !== 'name') {
    const example = `${kind.text} end-of-life { reason = "…" }`;
    report('VK0218', label?.span ?? kind.span, { kind: kind.text, what: 'the id of a rule', example });
  } else if (!rules.includes(label.text)) {
    report('VK0801', label.span, { name: label.text }, didYouMean(label.text, rules));
  } else recorder.subject(label.span, { what: 'rule', name: label.text });
}

/** Keys that are nearly those of properties that every image has. */
function nearMetadata(body: Block, { report }: Names): void {
  const given = new Set(body.members.flatMap((each) => (each.node === 'attribute' ? [each.name.text] : [])));
  for (const member of body.members) {
    if (member.node !== 'attribute') continue;
    const { text: name, span } = member.name;
    const known = METADATA_KEYS.includes(name) ? null : suggest(name, METADATA_KEYS);
    if (known !== null && !given.has(known)) report('VK0228', span, { name, known });
  }
}

function kindElement(
  node: Element,
  kind: Kind,
  { expects, shared }: MemberPlace,
  scope: TypeScope,
  names: MemberNames,
): void {
  if (node.label === null) {
    const example = kind.example.split('\n')[0]!.replace(/\s*\{.*$/, '');
    names.report('VK0218', node.kind.span, { kind: kind.name, what: kind.label.what, example });
    // What stands in its block is often several of them, of which nothing more can be said.
    if (node.body !== null && node.body.members.length > 0) return;
  } else label(node.label, scope, names);
  const place: MemberPlace = {
    name: `\`${kind.name}\``,
    owner: expects ? `expect ${kind.name}` : kind.name,
    schema: kind.schema,
    common: shared ?? commonSchema,
    blocks: expects ? new Map() : commonBlocks,
    kinds: null,
    uses: false,
    params: false,
  };
  if (node.body !== null) checkBlock(node.body, place, new TypeScope(scope), names);
  missing(node, kind.schema, `\`${kind.name}\``, names);
}

function missing(node: Element, schema: Schema, where: string, names: Names): void {
  const end = node.label?.span.end ?? node.kind.span.end;
  reportMissing(node.body, { ...node.kind.span, end }, schema, where, names);
}

/** Reports required attributes that are given nowhere in the block, conditions included. */
export function reportMissing(
  body: Block | null,
  at: Span,
  schema: Schema,
  where: string,
  names: Pick<Names, 'report'>,
): void {
  const given = new Set<string>();
  const collect = (members: readonly Member[]): void => {
    for (const member of members) {
      if (member.node === 'attribute') given.add(member.name.text);
      else if (member.node === 'for') collect(member.body.members);
      else if (member.node === 'when') {
        collect(member.then.members);
        if (member.else !== null) collect(member.else.node === 'block' ? member.else.members : [member.else]);
      } else if (member.node === 'match') {
        for (const arm of member.arms) collect(arm.body.members);
        if (member.else !== null) collect(member.else.members);
      }
    }
  };
  collect(body?.members ?? []);
  for (const name of fieldNames(schema)) {
    if (given.has(name) || !isRequired(schema, name)) continue;
    names.report('VK0401', at, { where, name, doc: fieldOf(schema, name)!.doc });
  }
}

function label(node: Label, scope: TypeScope, names: Names): void {
  const items = node.node === 'labels' ? node.items : [node];
  for (const item of items) {
    if (item.node === 'name') {
      const known = scope.lookup(item.text);
      if (known?.span) names.report('VK0210', item.span, { what: known.what, name: item.text });
    } else if (item.node === 'string') infer(item, scope, names, ANY);
  }
}
