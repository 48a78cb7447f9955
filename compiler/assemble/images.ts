import { targetLabel } from '../model/target-label.ts';
import type { Written } from '../evaluate/attributes.ts';
import type { Architecture } from '../model/hardware.ts';
import type { Image } from '../model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import type { Element } from '../../grammar/syntax.ts';
import { readAttributes, typesOf } from '../evaluate/attributes.ts';
import { isOf } from '../evaluate/is-of.ts';
import { imageBlocks, imageSchema } from '../language/blocks.ts';
import type { NamedBase } from './base.ts';
import { folderOf } from './external-roles.ts';
import { reportUnfit } from './build-machine.ts';
import { readCi } from './image-ci.ts';
import { evaluate } from '../evaluate/expressions.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { sharedVariables } from './params.ts';
import { requirementsOf } from './requirements.ts';
import { AssetNames } from './role-tasks.ts';
import type { System } from './systems.ts';
import { fieldOf } from '../model/schema.ts';
import { Scope } from '../evaluate/scope.ts';
import { imageRecord } from './image-body.ts';
import { compileTarget } from './targets.ts';
import type { CompiledTarget, NamedOs, TargetInput, Variant } from './targets.ts';
import { suggest } from '../model/suggest.ts';
import { textOf } from '../model/text.ts';
import { listOf, record } from '../model/types.ts';
import { bad } from '../model/value.ts';
import type { Value } from '../model/value.ts';

export interface ImageInput extends Pick<
  TargetInput,
  | 'image'
  | 'module'
  | 'modules'
  | 'kinds'
  | 'expectations'
  | 'implicitRoles'
  | 'context'
  | 'moduleScope'
  | 'cache'
  | 'lists'
  | 'osNames'
  | 'collector'
> {
  /** Collections of the modules that kinds take, with their versions. */
  readonly collections: ReadonlyMap<string, string>;
  readonly osOf: (name: string) => System | null;
  /** The image that this one is built on; null if it is none, or a broken one. */
  readonly base: NamedBase | null;
  /** Keep only these targets; null for all. */
  readonly keep: (os: string, variant: string | null) => boolean;
}

/** Attributes that hold for the whole image and are evaluated before there is a target. */
const WHOLE: ReadonlySet<string> = new Set([
  'title',
  'description',
  'version',
  'os',
  'plain',
  'sources',
  'os_names',
  'arch',
  'base',
]);

/** Compiles an image for all its targets; null when it has none, which was reported or follows from a selection. */
export function compileImage(input: ImageInput): Image | null {
  const { image, collector } = input;
  const context = input.context(collector.reporter(), null);
  const written = readWhole(input, context);
  const { whole, variants, scope } = written;
  const systems = namedSystems(whole.get('os'), input, context);
  if (systems === null) return null;
  const plain = whole.get('plain')?.value;
  const pairs: { named: NamedOs; variant: Variant | null }[] = [];
  const versions: (Variant | null)[] = plain?.type === 'bool' && !plain.value ? [] : [null];
  for (const variant of [...versions, ...variants]) {
    for (const named of variantSystems(variant, systems, input, context)) pairs.push({ named, variant });
  }
  if (pairs.length === 0) {
    context.report('VK0505', image.name.span, {
      name: image.name.text,
      reason: '`plain = false`, and there is no variant',
      remedy: 'Add a `variant`, or leave `plain` out.',
    });
    return null;
  }
  const { targets: limit } = context.budget.limits;
  if (pairs.length > limit) {
    const params = { name: image.name.text, count: String(pairs.length), limit: String(limit) };
    context.report('VK1103', image.name.span, params);
    return null;
  }
  // Systems in the order in which they are listed, each with its variants.
  const places = new Map(systems.map((each, place) => [each, place]));
  pairs.sort((a, b) => places.get(a.named)! - places.get(b.named)!);
  const scopeName = image.name.text;
  for (const { named, variant } of pairs) {
    collector.register({ image: scopeName, target: targetLabel(named.os.name, variant?.name ?? null) });
  }
  const processors = new Map([null, ...variants].map((each) => [each, archOf(each, whole, scope, context)]));
  const assets = new AssetNames();
  const count = pairs.length;
  const compiled = pairs
    .filter(({ named, variant }) => input.keep(named.os.name, variant?.name ?? null))
    .map(({ named, variant }) => {
      const arch = processors.get(variant) ?? null;
      return compileTarget({
        ...input,
        named: arch === null ? named : on(named, arch.value),
        arch,
        variant,
        base: input.base,
        count,
        whole,
        wholeNames: WHOLE,
        assets,
      });
    });
  if (compiled.length === 0) return null;
  if (compiled.length === count) reportUnfit(compiled, written.exported, context);
  return assemble(input, written, compiled, context);
}

interface Whole {
  readonly whole: ReadonlyMap<string, Written>;
  readonly exported: ReadonlyMap<string, Value>;
  readonly ci: ReadonlyMap<string, Value>;
  readonly variants: readonly Variant[];
  readonly scope: Scope;
}

/** What stands directly in the image and holds for all its targets. */
function readWhole({ image, module, moduleScope }: ImageInput, context: EvalContext): Whole {
  const whole = new Map<string, Written>();
  const globals = new Scope(null, module.file);
  for (const name of ['os', 'variant', 'build']) globals.define(name, 'per target', () => bad(null));
  globals.define('image', 'value', () => imageRecord(image, whole, null));
  const scope = moduleScope(module, globals, context, new Map()).child();
  for (const member of image.body.members) {
    if (member.node === 'let')
      scope.define(member.name.text, 'let', () => evaluate(member.value, scope, context));
    if (member.node !== 'attribute' || !WHOLE.has(member.name.text)) continue;
    // It names a declaration, and is no value.
    if (member.name.text === 'base') continue;
    const { type } = fieldOf(imageSchema, member.name.text)!;
    const value = evaluate(member.value, scope, context, type);
    if (value.type === 'bad' || value.type === 'unset') continue;
    if (isOf(type, value, `\`${member.name.text}\``, member.value.span, context)) {
      whole.set(member.name.text, { value, origin: member.value.span });
    }
  }
  const elements = (kind: string) =>
    image.body.members.filter((m): m is Element => m.node === 'element' && m.kind.text === kind);
  const settings = (kind: string): Map<string, Value> => {
    const { schema } = imageBlocks.get(kind)!;
    return new Map(
      elements(kind).flatMap(({ body }) => [...readAttributes(body, scope, context, typesOf(schema)).values]),
    );
  };
  const variants = elements('variant').flatMap(({ label, body, kind }): Variant[] =>
    label?.node === 'name' && body !== null
      ? [{ name: label.text, body, span: { ...kind.span, end: label.span.end } }]
      : [],
  );
  return { whole, exported: settings('export'), ci: settings('ci'), variants, scope };
}

function namedSystems(
  written: Written | undefined,
  input: ImageInput,
  context: EvalContext,
): NamedOs[] | null {
  const { image } = input;
  if (written === undefined) {
    const said = image.body.members.some(
      (member) => member.node === 'attribute' && suggest(member.name.text, ['os']) !== null,
    );
    if (!said) context.report('VK0503', image.name.span, { name: image.name.text });
    return null;
  }
  const systems = osList(written.value, input, context);
  if (context.hasErrorAt(written.origin)) return systems.length === 0 ? null : systems;
  if (systems.length === 0 && written.value.type === 'list' && written.value.items.length === 0) {
    context.report('VK0503', written.origin, { name: image.name.text });
  }
  return systems.length === 0 ? null : systems;
}

function osList(value: Value, { osOf }: ImageInput, context: EvalContext): NamedOs[] {
  const systems: NamedOs[] = [];
  for (const item of value.type === 'list' ? value.items : []) {
    if (item.type !== 'record' || item.origin === null) continue;
    const system = osOf(item.name);
    if (system === null) continue;
    const { os } = system;
    if (systems.some((each) => each.os.name === os.name)) {
      context.report('VK0504', item.origin, { name: os.name });
    } else systems.push({ record: item, os, system, span: item.origin });
  }
  return systems;
}

const on = (named: NamedOs, arch: Architecture): NamedOs => {
  const system = named.system.on(arch);
  return { ...named, record: { ...named.record, fields: system.record.fields }, os: system.os, system };
};

/** What an image or its variant says of the processor; null if that is the system's. */
function archOf(
  variant: Variant | null,
  whole: ReadonlyMap<string, Written>,
  scope: Scope,
  context: EvalContext,
): { readonly value: Architecture; readonly origin: Span } | null {
  const attribute = variant?.body.members.find(
    (member) => member.node === 'attribute' && member.name.text === 'arch',
  );
  let said = whole.get('arch');
  if (attribute?.node === 'attribute') {
    const { type } = fieldOf(imageSchema, 'arch')!;
    const value = evaluate(attribute.value, scope, context, type);
    if (
      value.type !== 'bad' &&
      value.type !== 'unset' &&
      isOf(type, value, '`arch`', attribute.value.span, context)
    )
      said = { value, origin: attribute.value.span };
  }
  return said === undefined ? null : { value: textOf(said.value) as Architecture, origin: said.origin };
}

/** The systems of a variant: all of the image's, or those that it names. */
function variantSystems(
  variant: Variant | null,
  systems: readonly NamedOs[],
  input: ImageInput,
  context: EvalContext,
): readonly NamedOs[] {
  const attribute = variant?.body.members.find(
    (member) => member.node === 'attribute' && member.name.text === 'os',
  );
  if (variant === null || attribute?.node !== 'attribute') return systems;
  const scope = new Scope(null, input.module.file);
  const named = osList(evaluate(attribute.value, scope, context, listOf(record('os'))), input, context);
  return named.flatMap((each) => {
    const found = systems.find((system) => system.os.name === each.os.name);
    if (found === undefined) context.report('VK0507', each.span, { variant: variant.name, os: each.os.name });
    return found ?? [];
  });
}

function assemble(
  { image, module, collections, implicitRoles: { first, start, last } }: ImageInput,
  { whole, exported, ci }: Whole,
  compiled: readonly CompiledTarget[],
  context: EvalContext,
): Image {
  const text = (name: string) => {
    const found = whole.get(name);
    return found === undefined ? null : textOf(found.value);
  };
  const flag = (name: string) => {
    const value = exported.get(name);
    return value?.type === 'bool' && value.value;
  };
  const checksum = exported.get('checksum');
  const format = exported.get('format');
  return {
    name: image.name.text,
    title: text('title') ?? image.name.text,
    description: text('description'),
    version: text('version'),
    doc: image.doc,
    targets: compiled.map(({ target }) => target),
    export: {
      format: format?.type === 'string' && format.value === 'raw' ? 'raw' : 'qcow2',
      checksum: checksum?.type === 'list' ? checksum.items.map((item) => textOf(item) ?? '') : ['sha256'],
      compress: flag('compress'),
      manifest: flag('manifest'),
      origin: exported.values().next().value?.origin ?? image.name.span,
    },
    ci: readCi(ci, { ...image.name.span, file: module.file }, context),
    sources: text('sources') === 'external' ? 'external' : 'own',
    packer: new Map(compiled.find(({ target }) => target.build.builder.value === 'qemu')?.packer),
    ansible: new Map(compiled[0]!.ansible),
    environment: new Map(compiled[0]!.environment),
    galaxy: new Map(compiled[0]!.galaxy),
    user_data: compiled[0]!.userData,
    runtime: sharedVariables(compiled, context),
    implicit_roles: { first: folderOf(first), start: folderOf(start), last: folderOf(last) },
    requirements: requirementsOf(
      compiled.map(({ target }) => target),
      collections,
      context,
    ),
    origin: { ...image.name.span, file: module.file },
  };
}
