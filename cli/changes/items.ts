import { categoryTitle, describe } from '../../compiler/contents/describe.ts';
import { keyOf, saidIn } from '../../compiler/contents/merge-rules.ts';
import type { Image, RoleRun, Target } from '../../compiler/model/ir.ts';
import { formatSize, textOf } from '../../compiler/model/text.ts';
import type { Value } from '../../compiler/model/value.ts';
import { categories } from '../../compiler/sdk/categories.ts';
import type { Category, Contents, Entry, PhaseContents } from '../../compiler/sdk/contents.ts';
import type { CompileResult } from '../../compiler/options.ts';
import { sha256 } from '../../emit/tree/manifest.ts';
import { plainJson } from './fingerprint.ts';

/** One thing that is so on a target. */
export interface Item {
  /** What a list of such things is called: `packages`. */
  readonly category: string;
  /** Tells it from the others of its category. */
  readonly key: string;
  /** What it is called: `nginx`. */
  readonly what: string;
  /** How it is, in words; may be empty. */
  readonly words: string;
  /** Two items are the same if this is: words, and what they do not say, such as the content of a file. */
  readonly state: string;
}

/** Tasks are compared one by one, whatever kind they are from. */
const CATEGORIES = (Object.keys(categories) as Category[]).filter((category) => category !== 'tasks');

/** Categories in the order in which they are shown. Those that are not listed come between, in the order in which they are met. */
const FIRST = ['disk', 'build machine', 'base image', 'metadata'];
const LAST = ['publish', 'rules', 'roles', 'tasks'];

export function categoryOrder(found: Iterable<string>): string[] {
  const all = [...new Set(found)];
  const known = new Set([...FIRST, ...LAST]);
  const contents = ['', ' when deployed'].flatMap((words) =>
    CATEGORIES.map((category) => `${categoryTitle(category)}${words}`),
  );
  const order = [
    ...FIRST,
    ...contents,
    ...all.filter((each) => !known.has(each) && !contents.includes(each)),
    ...LAST,
  ];
  return order.filter((each, i) => all.includes(each) && order.indexOf(each) === i);
}

/** Everything that is so on a target, as far as the source tells. */
export function itemsOf(
  image: Image,
  target: Target,
  { contents, read }: Pick<CompileResult, 'contents' | 'read'>,
): Item[] {
  const { provision, start }: Contents = contents(target);
  const hash = contentHashes(target, read);
  return [
    ...machine(target),
    ...texts('metadata', target.metadata),
    ...ofPhase(provision, '', hash),
    ...ofPhase(start, ' when deployed', hash),
    ...publish(image, target),
    ...target.allows.map(({ rule, reason }) => item('rules', rule, `allow ${rule}`, reason)),
    ...roles(target),
    ...tasks(target),
  ];
}

/** An item; its words are its state if that is not given. */
export const item = (category: string, key: string, what: string, words: string, state = words): Item => ({
  category,
  key,
  what,
  words,
  state,
});

/** Tells things of the same name apart: each gets the number of those before it. */
export function numbering(): (name: string) => string {
  const seen = new Map<string, number>();
  return (name) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `${name}\0${count}`;
  };
}

function machine({ build, os, base }: Target): Item[] {
  const { builder, disk, timeout, settings } = build;
  const inCloud = builder.value === 'openstack';
  const waits = item('build machine', 'timeout', 'timeout', `${timeout.value} s`);
  return [
    ...(inCloud && !disk.given ? [] : [item('disk', 'disk', 'size', formatSize(disk.value))]),
    ...(inCloud ? [item('build machine', 'builder', 'builder', builder.value)] : []),
    ...(inCloud
      ? [...settings].map(([name, value]) => item('build machine', name, name, plainText(value)))
      : [
          item('build machine', 'memory', 'memory', formatSize(build.memory.value)),
          item('build machine', 'cpus', 'CPUs', String(build.cpus.value)),
          item('build machine', 'firmware', 'firmware', build.firmware.value),
        ]),
    waits,
    ...(build.cpu_model === null ? [] : [item('build machine', 'model', 'CPU model', build.cpu_model.value)]),
    ...(inCloud
      ? []
      : base !== null
        ? [item('base image', 'url', 'image', base.target)]
        : [item('base image', 'url', 'image', os.image.url, JSON.stringify(os.image))]),
  ];
}

/** A setting as text on one line. */
function plainText(value: Value): string {
  if (value.type === 'list') return value.items.map(plainText).join(', ');
  if (value.type === 'map')
    return [...value.entries].map(([key, each]) => `${key} ${plainText(each)}`).join(', ');
  return textOf(value) ?? '';
}

const texts = (category: string, entries: Target['metadata']): Item[] =>
  [...entries].map(([key, { value }]) => item(category, key, key, value));

function publish({ version }: Image, { publish: how }: Target): Item[] {
  const { name, properties, tags, members, ...rest } = how;
  const plain = Object.entries(rest).filter(([, value]) => value !== null);
  return [
    ...(version === null ? [] : [item('publish', 'version', 'version', version)]),
    item('publish', 'name', 'name', name.value),
    ...plain.map(([key, value]) => item('publish', key, key.replaceAll('_', ' '), String(value))),
    ...(tags.length === 0 ? [] : [item('publish', 'tags', 'tags', tags.join(', '))]),
    ...(members.length === 0 ? [] : [item('publish', 'members', 'members', members.join(', '))]),
    ...texts('publish', properties),
  ];
}

function ofPhase(contents: PhaseContents, suffix: string, hash: (path: string | null) => string): Item[] {
  return CATEGORIES.flatMap((category) => {
    const numbered = numbering();
    return contents[category].map((entry: Entry<Category>) => {
      const { what, details } = describe(category, entry);
      const { from } = entry as { readonly from?: { readonly name: string | null } };
      const content = from === undefined ? '' : hash(from.name);
      return item(
        `${categoryTitle(category)}${suffix}`,
        numbered(keyOf(category, entry) ?? saidIn(entry)),
        what,
        details.join(', '),
        saidIn(entry) + content,
      );
    });
  });
}

/** Hashes of the files of the project that a target carries, by name. */
function contentHashes({ provision, start }: Target, read: CompileResult['read']) {
  const carried = new Set([...provision, ...start].flatMap(({ assets }) => assets.map(({ path }) => path)));
  const known = new Map<string, string>();
  return (path: string | null): string => {
    if (path === null || !carried.has(path)) return '';
    const hash = known.get(path) ?? sha256(read(path));
    known.set(path, hash);
    return hash;
  };
}

const runsOf = ({ provision, start }: Target): readonly RoleRun[] => [...provision, ...start];

const roles = (target: Target): Item[] =>
  runsOf(target).map(({ name, foreign }) => item('roles', name, name, foreign?.version ?? ''));

function tasks(target: Target): Item[] {
  return runsOf(target).flatMap(({ name, tasks: all, handlers }) => {
    const numbered = numbering();
    return [...all, ...handlers].map((task) => {
      const title = `${name}: ${task.title}`;
      return item('tasks', numbered(title), title, '', plainJson(task));
    });
  });
}
