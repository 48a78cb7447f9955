import { openstackBlock } from '../../compiler/language/builders/openstack-block.ts';
import { takenInCloud } from '../../stdlib/rules/shared/taken-settings.ts';
import type { Data } from '../model/data.ts';
import { isMap } from '../model/data.ts';
import type { Setting, Settings } from '../model/packer.ts';
import { keyText, valueText } from '../lift/text.ts';

type Attribute = readonly [name: string, value: string];

export interface OpenstackSettings {
  /** Attributes of `build`; those of its block `openstack` have that name and a dot before their own. */
  readonly build: readonly Attribute[];
  /** Attributes of `publish`. */
  readonly publish: readonly Attribute[];
  /** What is not in the result, or has to be filled in there. */
  readonly remarks: readonly string[];
}

const KNOWN: ReadonlySet<string> = new Set(Object.keys(openstackBlock.schema.shape));
/** Those without which nothing can be built: they have the name of their variable, to be filled in. */
const NEEDED: ReadonlySet<string> = new Set(['flavor', 'source_image_name']);
const WORDS: ReadonlySet<string> = new Set(['endpoint_type']);

/** How one logs in to the cloud, which the environment says. */
const CREDENTIALS =
  /^(username|user_id|password|token|identity_endpoint|tenant_(id|name)|project_(id|name)|domain_(id|name)|user_domain_\w+|project_domain_\w+|application_credential_\w+|cacert|cert|key|insecure)$/;

/** What the compiler says of each image itself. */
const OWN =
  /^(communicator|ssh_username|ssh_timeout|name|metadata|image_name|image_tags|image_visibility|image_members|image_disk_format|image_min_disk|volume_size|user_data|user_data_file)$/;

/** Who sees an image, where that is not its project alone. */
const VISIBILITIES: ReadonlySet<unknown> = new Set(['public', 'shared', 'community']);

/** A source of Packer's builder for OpenStack. */
export function openstackOf(given: Settings): OpenstackSettings {
  const settings = withFlags(given);
  const build: Attribute[] = [['builder', 'openstack']];
  const remarks: string[] = [];
  const volume = settings.use_blockstorage_volume === true && wholeNumber(settings.volume_size);
  if (volume) build.push(['disk', `${volume}G`]);
  for (const [name, given] of Object.entries(baseNamed(settings))) {
    if (given === null || OWN.test(name)) continue;
    if (CREDENTIALS.test(name)) {
      remarks.push(
        `\`${name}\` is not imported: Packer takes credentials from \`clouds.yaml\` or the environment`,
      );
      continue;
    }
    const taken = takenInCloud(name);
    if (taken !== null) {
      const advice = `${taken.slice(0, 1).toLowerCase()}${taken.slice(1).replace(/\.$/, '')}`;
      remarks.push(`\`${name}\` is not imported: ${advice}`);
      continue;
    }
    const value = name === 'source_image_filter' ? filterOf(given, remarks) : given;
    const open = openIn(value);
    const at = KNOWN.has(name) ? `openstack.${name}` : `openstack.packer.${name}`;
    if (open === null) build.push([at, textOf(name, value)]);
    else if (typeof value === 'string' && NEEDED.has(name)) {
      build.push([at, valueText(nameIn(open) ?? name)]);
      remarks.push(`\`${name}\` is \`${open}\`, which has no value in the tree: fill it in`);
    } else remarks.push(`\`${name}\` is not imported: it holds \`${open}\`, which only Packer computes`);
  }
  return { build, publish: publishOf(settings, remarks), remarks };
}

/** Packer takes `"true"` for `true`. */
const withFlags = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      !NEEDED.has(name) && (value === 'true' || value === 'false') ? value === 'true' : value,
    ]),
  );

/** An ID of an image that has no value is asked for as a name: what stands for it is none. */
function baseNamed({ source_image: id, ...settings }: Settings): Settings {
  if (id === undefined || openIn(id) === null)
    return id === undefined ? settings : { ...settings, source_image: id };
  const others = [
    settings.source_image_name,
    settings.source_image_filter,
    settings.external_source_image_url,
  ];
  return others.some((each) => each !== undefined && each !== null)
    ? settings
    : { ...settings, source_image_name: id };
}

function publishOf(settings: Settings, remarks: string[]): Attribute[] {
  const out: Attribute[] = [];
  const { image_name: name, image_tags: tags, image_visibility: seen, image_members: members } = settings;
  if (typeof name === 'string' && openIn(name) === null) out.push(['name', valueText(name)]);
  else if (typeof name === 'string')
    remarks.push(`\`image_name\` is not imported: it holds \`${openIn(name)!}\`, which only Packer computes`);
  if (typeof seen === 'string' && VISIBILITIES.has(seen)) out.push(['visibility', seen]);
  if (Array.isArray(tags) && tags.length > 0 && openIn(tags) === null)
    out.push(['tags', textOf('tags', tags)]);
  if (Array.isArray(members) && members.length > 0 && openIn(members) === null)
    out.push(['members', textOf('members', members)]);
  if (settings.image_disk_format === 'qcow2') out.push(['format', 'qcow2']);
  const least = wholeNumber(settings.image_min_disk);
  if (least) out.push(['min_disk', `${least}G`]);
  return out;
}

/** The name of a variable that an expression is. */
const nameIn = (open: string): string | undefined => /^(?:var|local)\.([\w-]+)$/.exec(open)?.[1];

/** Blocks of HCL are lists of one. What has no value has the name of its variable: without it, nothing would say what to start from. */
function filterOf(value: Setting, remarks: string[]): Setting {
  const one = single(value);
  if (!isObject(one)) return value;
  const { filters, ...rest } = one;
  const inside = single(filters ?? null);
  const all = { ...(isObject(inside) ? inside : {}), ...rest };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, each]) => {
      if (each === null) return [];
      const open = typeof each === 'string' ? openIn(each) : null;
      if (open === null || key !== 'name') return [[key, each]];
      remarks.push(`\`source_image_filter.name\` is \`${open}\`, which has no value in the tree: fill it in`);
      return [[key, nameIn(open) ?? 'image']];
    }),
  );
}

const single = (value: Setting): Setting =>
  Array.isArray(value) && value.length === 1 ? (value as readonly Setting[])[0]! : value;

const isObject = (value: Setting): value is Readonly<Record<string, Setting>> =>
  value !== null && isMap<Setting>(value as Readonly<Record<string, Setting>>);

function textOf(name: string, value: Setting): string {
  if (WORDS.has(name) && typeof value === 'string') return value;
  if (name === 'source_image_filter' && isObject(value)) {
    const fields = Object.entries(value).map(
      ([key, each]) =>
        `${keyText(key)} = ${key === 'visibility' ? String(each as string) : valueText(each as Data)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return valueText(value as Data);
}

/** An expression that is left in a value, or null. */
function openIn(value: Setting): string | null {
  if (typeof value === 'string')
    return /(?<!\$)\$\{\s*([^}]*?)\s*\}|\{\{\s*([^}]*?)\s*\}\}/.exec(value)?.slice(1).find(Boolean) ?? null;
  if (Array.isArray(value))
    return (value as readonly Setting[]).map(openIn).find((each) => each !== null) ?? null;
  return isObject(value) ? openIn(Object.values(value)) : null;
}

function wholeNumber(value: Setting | undefined): number {
  const number = Number(value ?? 0);
  return Number.isInteger(number) && number > 0 ? number : 0;
}

/** Properties that a source gives to its image, as far as the template says them. */
export const propertiesOf = ({ metadata: value }: Settings): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, each]) =>
          typeof each === 'string' && !each.includes('${') ? [[key, each] as const] : [],
        ),
      )
    : {};
