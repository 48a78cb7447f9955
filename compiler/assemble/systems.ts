import type { BlockDeclaration } from '../../grammar/syntax.ts';
import { readAttributes, typesOf } from '../evaluate/attributes.ts';
import type { Attributes } from '../evaluate/attributes.ts';
import { familySchema, osBlocks, osSchema } from '../language/system-blocks.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { namedArchitecture } from '../model/hardware.ts';
import type { Architecture } from '../model/hardware.ts';
import type { Os } from '../model/ir.ts';
import { fieldNames, fieldOf, isRequired } from '../model/schema.ts';
import type { Schema } from '../model/schema.ts';
import type { Library } from '../sdk/library.ts';
import { Scope } from '../evaluate/scope.ts';
import { map, string } from '../model/value.ts';
import type { RecordValue, StringValue, Value } from '../model/value.ts';
import { NAME_RULE, isName } from './unique-names.ts';
import { expand } from '../evaluate/expand.ts';

/** The package managers that the library knows. */
export type PackageManagers = Pick<Library, 'packageManagers' | 'packageManagerOf'>;

/** A declared family as a value; null when the declaration is broken, which was reported. */
export function familyRecord(
  declaration: BlockDeclaration,
  managers: PackageManagers,
  context: EvalContext,
): RecordValue | null {
  const scope = new Scope(null, declaration.span.file);
  const { values, broken } = readAttributes(
    declaration.body,
    scope,
    context,
    typesOf(familySchema(managers.packageManagers)),
  );
  if (broken || isIncomplete(values, familySchema(managers.packageManagers))) return null;
  const manager = meant(values.get('package_manager') as StringValue, textField(values, 'ansible'), managers);
  return toRecord('family', declaration, new Map([...values, ['package_manager', manager] as const]));
}

/** What is missing was reported. */
const isIncomplete = (values: ReadonlyMap<string, Value>, schema: Schema): boolean =>
  fieldNames(schema).some((name) => isRequired(schema, name) && !values.has(name));

/** A package manager by the name that the library has for it. */
const meant = (
  named: StringValue,
  ansible: string,
  { packageManagerOf }: Pick<Library, 'packageManagerOf'>,
): StringValue => ({ ...named, value: packageManagerOf(named.value, ansible) });

type BaseImage = Os['image'];

/** A declared system as a value, and as the IR has it. */
export interface System {
  readonly record: RecordValue;
  readonly os: Os;
  /** The base images that it has. */
  readonly images: ReadonlyMap<Architecture, BaseImage>;
  /** The same system on another processor; one object for each. Without a base image for it, it keeps that of its usual one. */
  readonly on: (arch: Architecture) => System;
}

/** Null when the declaration is broken. */
export function osRecord(
  declaration: BlockDeclaration,
  managers: PackageManagers,
  context: EvalContext,
): System | null {
  const scope = new Scope(null, declaration.span.file);
  const { values, broken } = readAttributes(
    declaration.body,
    scope,
    context,
    typesOf(osSchema(managers.packageManagers)),
  );
  const blocks: Attributes[] = [];
  expand(declaration.body, scope, context, {
    element(element, inner) {
      const block = osBlocks.get(element.kind.text);
      if (block !== undefined)
        blocks.push(readAttributes(element.body, inner, context, typesOf(block.schema)));
    },
  });
  const family = values.get('family');
  if (
    broken ||
    isIncomplete(values, osSchema(managers.packageManagers)) ||
    blocks.length === 0 ||
    blocks.some((each) => each.broken) ||
    family?.type !== 'record'
  )
    return null;
  for (const key of ['distro', 'release', 'version', 'codename', 'short', 'user', 'source']) {
    const value = values.get(key);
    if (value?.type !== 'string' || (key === 'codename' && value.value === '') || isName(value.value))
      continue;
    context.report('VK0408', value.origin!, { what: `\`${key}\``, rule: NAME_RULE });
    return null;
  }
  const ansible = textField(family.fields, 'ansible');
  const named = (values.get('package_manager') ?? family.fields.get('package_manager')) as StringValue;
  const manager = meant(named, ansible, managers);
  const text = (name: string) => textField(values, name);
  const said = text('arch') as Architecture | '';
  const images = baseImages(blocks, said);
  const only = images.has('amd64') ? 'amd64' : [...images.keys()][0]!;
  const usual = said || only;
  const fields = new Map([
    ...unsaid(osSchema(managers.packageManagers)),
    ...values,
    ['package_manager', manager] as const,
  ]);
  const known = new Map<Architecture, System>();
  const on = (arch: Architecture): System => {
    const before = known.get(arch);
    if (before !== undefined) return before;
    const made: System = {
      record: toRecord('os', declaration, new Map([...fields, ['arch', string(arch, null)] as const])),
      os: {
        ...os,
        arch,
        // Packer's sources of two processors are two.
        source: arch === usual ? os.source : `${os.source}-${arch}`,
        image: images.get(arch) ?? images.get(only)!,
      },
      images,
      on,
    };
    known.set(arch, made);
    return made;
  };
  const os: Omit<Os, 'image' | 'arch'> = {
    name: declaration.name.text,
    title: text('title'),
    family: {
      name: family.name,
      title: textField(family.fields, 'title'),
      ansible,
      sftp_server: textField(family.fields, 'sftp_server'),
    },
    distro: text('distro'),
    release: text('release'),
    version: text('version'),
    codename: text('codename'),
    short: text('short'),
    user: text('user'),
    source: text('source'),
    package_manager: manager.value,
    versions: new Map(
      [...entriesOf(values.get('versions'))].map(([name, each]) => [name, [...entriesOf(each).keys()]]),
    ),
    python: text('python'),
    end_of_life: text('end_of_life'),
    origin: declaration.name.span,
  };
  return on(usual);
}

/** The base images of a system by the processor that each is for: what it says, what its address says, or that of the system. */
function baseImages(
  blocks: readonly Attributes[],
  usual: Architecture | '',
): ReadonlyMap<Architecture, BaseImage> {
  return new Map(
    blocks.map(({ values }) => {
      const url = textField(values, 'url');
      const said = textField(values, 'arch') as Architecture | '';
      const arch = said || (namedArchitecture(url) ?? (usual || 'amd64'));
      return [arch, { url, checksum: textField(values, 'checksum') || 'none' }] as const;
    }),
  );
}

const entriesOf = (value: Value | undefined): ReadonlyMap<string, Value> =>
  value?.type === 'map' ? value.entries : new Map();

/** Text of a field; empty when there is none. */
function textField(fields: ReadonlyMap<string, Value>, name: string): string {
  const value = fields.get(name);
  return value?.type === 'string' ? value.value : '';
}

/** What a system does not say: empty, so that expressions may ask for it. */
const unsaid = (schema: Schema): [string, Value][] =>
  fieldNames(schema).map((name) => [
    name,
    fieldOf(schema, name)!.type.kind === 'map' ? map({}, null) : string('', null),
  ]);

function toRecord(
  kind: 'os' | 'family',
  { name, span }: BlockDeclaration,
  values: ReadonlyMap<string, Value>,
): RecordValue {
  const fields = new Map<string, Value>([['name', string(name.text, name.span)], ...values]);
  return { type: 'record', kind, name: name.text, fields, origin: span };
}
