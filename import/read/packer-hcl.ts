import type { PackerBuild, PackerProvisioner, PackerSource, Setting, Settings } from '../model/packer.ts';
import type { Note, Place } from '../model/place.ts';
import { decode, encodingFault } from './text.ts';
import { folderOf } from './tree.ts';
import type { Tree } from './tree.ts';
import { fillTemplate } from './hcl-expression.ts';
import { member } from './hcl-operators.ts';
import { isNestedDeeply, scanHcl } from './hcl-scan.ts';
import type { HclBlock } from './hcl-scan.ts';

/** Parses HCL to JSON as HashiCorp's own tool does; rejects what is none. */
export type ParseHcl = (name: string, text: string) => Promise<Record<string, unknown>>;

type Json = Record<string, unknown>;

const asList = (value: unknown): Json[] =>
  Array.isArray(value) ? (value as Json[]) : value === undefined ? [] : [value as Json];

/** The builds of the templates in one folder, which Packer reads as one. */
export async function readHclFolder(
  tree: Tree,
  files: readonly string[],
  parse: ParseHcl,
  notes: Note[],
): Promise<PackerBuild[]> {
  const bodies: { file: string; json: Json; blocks: readonly HclBlock[] }[] = [];
  for (const file of files) {
    const unread = (line: number, message: string) =>
      notes.push({ place: { file, line }, message, isUnread: true });
    const bytes = tree.bytes(file);
    if (bytes === null) {
      unread(1, tree.whyUnread(file) ?? 'is not in the tree');
      continue;
    }
    const text = decode(bytes);
    if (text === null) {
      unread(...encodingFault(bytes));
      continue;
    }
    if (text.length > 2 * 1024 * 1024) {
      unread(1, 'is larger than 2 MB, which no template is');
      continue;
    }
    // The parser calls itself for each level, and is of no use any more once it has run out of stack.
    if (isNestedDeeply(text)) {
      unread(1, 'is nested too deeply to be a template');
      continue;
    }
    try {
      const blocks = scanHcl(text);
      bodies.push({ file, json: await parse(file, text), blocks });
      for (const { labels, line } of blocks.filter(({ type }) => type === 'dynamic'))
        unread(line, `\`dynamic "${labels[0] ?? ''}"\` is not read: write out the blocks that it makes`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const [, line] = /:(\d+)(?:,|:)/.exec(message) ?? [];
      unread(Number(line ?? 1), `is no HCL that can be read: ${faultOf(message)}`);
    }
  }
  const values = new Values();
  for (const { json, file } of bodies.toSorted(
    (a, b) => Number(/pkrvars/.test(a.file)) - Number(/pkrvars/.test(b.file)),
  )) {
    if (file.endsWith('pkrvars.hcl')) {
      for (const [name, value] of Object.entries(json)) values.variables.set(name, value);
      continue;
    }
    for (const [name, blocks] of Object.entries((json.variable ?? {}) as Json))
      values.variables.set(name, asList(blocks)[0]?.default);
    for (const locals of asList(json.locals))
      for (const [name, value] of Object.entries(locals)) values.locals.set(name, value);
  }
  const declared = new Map<string, { settings: Json; place: Place }>();
  for (const { json, file, blocks } of bodies)
    for (const [type, named] of Object.entries((json.source ?? {}) as Json))
      for (const [name, body] of Object.entries(named as Json)) {
        const line =
          blocks.find(
            (each) =>
              each.type === 'source' &&
              each.path.length === 0 &&
              each.labels[0] === type &&
              each.labels[1] === name,
          )?.line ?? 1;
        declared.set(`${type}.${name}`, { settings: asList(body)[0] ?? {}, place: { file, line } });
      }
  const builds: PackerBuild[] = [];
  for (const { json, file, blocks } of bodies) {
    const own = blocks.filter((each) => each.type === 'build' && each.path.length === 0);
    for (const [i, body] of asList(json.build).entries()) {
      const block = own[i];
      const inside = blocks.filter((each) => each.path[0] === block && block !== undefined);
      builds.push(readBuild({ body, block, inside, file, values, declared }));
    }
  }
  return builds;
}

/** What the parser says, without its own frame and the places of errors that follow from the first. */
const faultOf = (message: string): string =>
  message
    .split('\n')[0]!
    .replace(/^.*?; /, '')
    .replace(/\s+[\w./-]+:\d+,[\s\S]*$/, '')
    .replace(/^(?:convert[\w ]*: )+/, '')
    .replace(/\.?\]?\.?$/, '');

interface BuildInput {
  readonly body: Json;
  readonly block: HclBlock | undefined;
  readonly inside: readonly HclBlock[];
  readonly file: string;
  readonly values: Values;
  readonly declared: ReadonlyMap<string, { settings: Json; place: Place }>;
}

function readBuild({ body, block, inside, file, values, declared }: BuildInput): PackerBuild {
  const place = { file, line: block?.line ?? 1 };
  const sources: PackerSource[] = [];
  const add = (reference: string, over: Settings, line: number) => {
    const [type = '', ...rest] = reference.replace(/^source\./, '').split('.');
    const base = declared.get(`${type}.${rest.join('.')}`);
    const settings = { ...values.settings(base?.settings ?? {}), ...over };
    const as = typeof over.name === 'string' ? over.name : null;
    sources.push({
      type,
      name: rest.join('.'),
      as,
      settings,
      place: base?.place ?? { file, line },
      declared: base !== undefined,
    });
  };
  const listed = values.value(body.sources);
  for (const each of Array.isArray(listed) ? (listed as readonly Setting[]) : [])
    if (typeof each === 'string') add(each.replace(/^\$\{|\}$/g, ''), {}, place.line);
  for (const { labels, line } of inside.filter((each) => each.type === 'source' && each.path.length === 1)) {
    const [reference] = labels;
    const all = asList((body.source as Json | undefined)?.[reference!]);
    const nth = sources.filter(
      ({ type, name, as }) => as !== null && `${type}.${name}` === reference!.replace(/^source\./, ''),
    ).length;
    add(reference!, values.settings(all[nth] ?? {}), line);
  }
  const ordered = (type: string, key: string): PackerProvisioner[] => {
    const used = new Map<string, number>();
    return inside
      .filter((each) => each.type === type)
      .flatMap((each) => {
        const [label = ''] = each.labels;
        const within =
          each.path.at(-1)?.type === 'post-processors'
            ? asList(body['post-processors']).flatMap((one) =>
                asList((one[key] as Json | undefined)?.[label]),
              )
            : [];
        const all = [...asList((body[key] as Json | undefined)?.[label]), ...within];
        const n = used.get(label) ?? 0;
        used.set(label, n + 1);
        return [
          {
            type: label,
            settings: values.settings(all[n] ?? {}),
            place: { file, line: each.line },
            comment: each.comment,
          },
        ];
      });
  };
  const name = values.value(body.name);
  return {
    name: typeof name === 'string' ? name : null,
    folder: folderOf(file),
    place,
    sources,
    provisioners: ordered('provisioner', 'provisioner'),
    postProcessors: ordered('post-processor', 'post-processor'),
  };
}

/** Values of variables and locals, put in where an expression is nothing but their names. */
class Values {
  readonly variables = new Map<string, unknown>();
  readonly locals = new Map<string, unknown>();

  settings(body: Json): Settings {
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, this.value(value)]));
  }

  value(raw: unknown, depth = 0): Setting {
    if (depth > 20) return null;
    if (Array.isArray(raw)) return raw.map((each) => this.value(each, depth + 1));
    if (typeof raw === 'object' && raw !== null)
      return Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, this.value(each, depth + 1)]));
    if (typeof raw !== 'string') return (raw ?? null) as Setting;
    return raw.includes('${')
      ? fillTemplate(
          raw,
          (path) => this.#find(path, depth),
          (path) => this.#named(path, depth),
        )
      : raw;
  }

  /** A value, if all of it is known. */
  #find(path: readonly string[], depth: number): Setting | undefined {
    const value = this.#named(path, depth);
    return value === undefined || isOpen(value) ? undefined : value;
  }

  /** A value, also one of which a part is left that only Packer can compute. */
  #named([of, name, ...rest]: readonly string[], depth: number): Setting | undefined {
    if (of === 'path' && (name === 'root' || name === 'cwd')) return '.';
    const values = of === 'var' ? this.variables : of === 'local' ? this.locals : null;
    const given = values?.get(name!);
    if (given === undefined) return undefined;
    return rest.reduce<Setting | undefined>(member, this.value(given, depth + 1));
  }
}

/** Whether something in a value is left that only Packer can compute. */
const isOpen = (value: Setting): boolean =>
  typeof value === 'string'
    ? /(?<!\$)\$\{/.test(value)
    : typeof value === 'object' &&
      value !== null &&
      Object.values(value).some((each) => isOpen(each as Setting));
