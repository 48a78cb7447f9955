import type { RuleSettings } from '../sdk/rule.ts';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import * as z from 'zod/mini';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import { compare } from '../diagnostics/collector.ts';
import { Source } from '../model/source.ts';
import { didYouMean } from '../model/suggest.ts';
import { enumerate } from '../model/text.ts';

/** What a project says of itself in its `vkc.yaml`. */
export interface Settings {
  readonly rules: RuleSettings;
  /** Folders of libraries from the project's root, by the name in `import "lib:NAME/…"`. */
  readonly libraries: ReadonlyMap<string, string>;
  /** Beginnings of addresses, and what is asked in their place when a lock is made. */
  readonly mirrors: ReadonlyMap<string, string>;
  /** Repository of an OCI registry that keeps built images: `oci://HOST/REPOSITORY`. */
  readonly cache?: string;
  /** How `vkc lock` pins the packages of distributions: by a snapshot of their archives, by the version of each, or by both. */
  readonly lockPackages?: readonly PackagePin[];
  /** How systems are written in the metadata of images that do not say it themselves. */
  readonly osNames?: 'short' | 'libosinfo';
}

export type PackagePin = 'snapshot' | 'versions';

export interface ReadSettings extends Settings {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

const SEVERITIES = ['off', 'hint', 'warning', 'error'] as const;

const LOCK_PACKAGES = ['snapshot', 'versions'] as const satisfies readonly PackagePin[];

const OS_NAMES = ['short', 'libosinfo'] as const;

const CACHE = /^(?:oci|s3)(?:\+http)?:\/\/[^\s/]+\/\S+$/;

const ADDRESS = /^https?:\/\//;

const settingsSchema = z.strictObject({
  rules: z.optional(z.nullable(z.record(z.string(), z.enum(SEVERITIES)))),
  libraries: z.optional(z.nullable(z.record(z.string(), z.string().check(z.minLength(1))))),
  mirrors: z.optional(z.nullable(z.record(z.string(), z.string().check(z.regex(ADDRESS))))),
  os_names: z.optional(z.nullable(z.enum(OS_NAMES))),
  cache: z.optional(z.nullable(z.string().check(z.regex(CACHE)))),
  lock_packages: z.optional(
    z.nullable(z.union([z.enum(LOCK_PACKAGES), z.array(z.enum(LOCK_PACKAGES)).check(z.minLength(1))])),
  ),
});

/** What belongs where, in words: at a key, and in the map there. */
const WANTED: Readonly<Record<string, readonly [whole: string, value?: string]>> = {
  cache: [
    'the address of a repository, such as oci://registry.example.org/images or s3://s3.example.org/bucket',
  ],
  lock_packages: [`${enumerate(LOCK_PACKAGES, 'or')}, or a list of both`],
  os_names: [enumerate(OS_NAMES, 'or')],
  rules: ['a map from rules to severities', enumerate(SEVERITIES, 'or')],
  libraries: ['a map from names to folders', 'the path of a folder'],
  mirrors: ['a map from addresses to addresses', 'an address that begins with http:// or https://'],
};

/** Reads a `vkc.yaml`. What is wrong is left out of the settings, and reported where it stands. */
export function readSettings(file: string, text: string, rules: readonly string[]): ReadSettings {
  const source = new Source(file, text);
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const found = { source, rules: new Map(), libraries: new Map(), mirrors: new Map<string, string>() };
  if (document.errors.length > 0) {
    // What follows the first mistake of this kind mostly follows from it.
    const [{ pos, message }] = document.errors as [(typeof document.errors)[number]];
    const start = Math.min(pos[0], text.length);
    const word = /^[^\s:]*/.exec(text.slice(start))![0].length;
    return {
      ...found,
      diagnostics: [diagnose('VK0811', source.span(start, start + word), { reason: reasonOf(message) })],
    };
  }
  const reader = new Reader(document, source, rules);
  const content: unknown = document.toJS();
  if (content === null) return { ...found, diagnostics: [] };
  const parsed = z.safeParse(settingsSchema, content);
  for (const issue of parsed.error?.issues ?? []) reader.issue(issue);
  for (const [id, severity] of reader.entries('rules')) {
    if (!rules.includes(id)) reader.unknownRule(id);
    else if (SEVERITIES.includes(severity as 'off')) found.rules.set(id, severity);
  }
  for (const [name, folder] of reader.entries('libraries')) {
    if (typeof folder === 'string' && folder !== '') found.libraries.set(name, folder);
  }
  for (const [from, to] of reader.entries('mirrors')) {
    if (!ADDRESS.test(from)) reader.notAnAddress(from);
    else if (typeof to === 'string' && ADDRESS.test(to)) found.mirrors.set(from, to);
  }
  const {
    os_names: style,
    cache,
    lock_packages: pinned,
  } = (content ?? {}) as {
    readonly os_names?: unknown;
    readonly cache?: unknown;
    readonly lock_packages?: unknown;
  };
  const lockPackages = LOCK_PACKAGES.filter((each) => [pinned].flat().includes(each));
  const osNames = OS_NAMES.find((name) => name === style);
  const inOrder = reader.diagnostics.sort((a, b) => a.span.start - b.span.start || compare(a.code, b.code));
  return {
    ...found,
    ...(osNames !== undefined && { osNames }),
    ...(lockPackages.length > 0 && { lockPackages }),
    ...(typeof cache === 'string' && CACHE.test(cache) && { cache }),
    diagnostics: inOrder,
  };
}

type Path = readonly PropertyKey[];

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #document: Document;
  readonly #source: Source;
  readonly #rules: readonly string[];

  constructor(document: Document, source: Source, rules: readonly string[]) {
    this.#rules = rules;
    this.#document = document;
    this.#source = source;
  }

  /** Names with their values; none where there is something else than a map. */
  entries(key: string): [string, unknown][] {
    const node = this.#document.getIn([key], true);
    if (!isMap(node)) return [];
    return node.items.map(({ key: name, value }) => [
      String(isScalar(name) ? name.value : name),
      isScalar(value) ? value.value : value,
    ]);
  }

  issue({ path, ...issue }: z.core.$ZodIssue): void {
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(settingsSchema.shape);
      for (const name of issue.keys) {
        const params = { name, known: enumerate(known.map((each) => `\`${each}\``)) };
        this.diagnostics.push(diagnose('VK0812', this.#key([name]), params, didYouMean(name, known)));
      }
      return;
    }
    const [section, name] = path.map(String);
    // What is said of a rule that there is not is said once.
    if (section === 'rules' && name !== undefined && !this.#rules.includes(name)) return;
    const expected =
      section === undefined ? 'a map of settings' : WANTED[section]?.[name === undefined ? 0 : 1];
    const what = section === undefined ? 'vkc.yaml' : (name ?? section);
    this.diagnostics.push(
      diagnose('VK0813', this.#value(path), { what, expected: expected ?? 'something else' }),
    );
  }

  unknownRule(name: string): void {
    const extra = didYouMean(name, this.#rules);
    this.diagnostics.push(diagnose('VK0801', this.#key(['rules', name]), { name }, extra));
  }

  /** Beginnings of addresses are compared letter by letter, so a name of a server alone would never fit. */
  notAnAddress(from: string): void {
    const expected = 'addresses that begin with http:// or https://, on both sides';
    this.diagnostics.push(diagnose('VK0813', this.#key(['mirrors', from]), { what: 'mirrors', expected }));
  }

  #value(path: Path): Span {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return this.#span(node as Node | null) ?? this.#key(path);
  }

  /** The key that a path ends with. */
  #key(path: Path): Span {
    const parent = path.length < 2 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    const items = isMap(parent) ? parent.items : [];
    const pair = items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
    return this.#span((pair?.key ?? null) as Node | null) ?? this.#source.span(0, 0);
  }

  #span(node: Node | null): Span | null {
    const range = node?.range;
    return range && range[1] > range[0] ? this.#source.span(range[0], range[1]) : null;
  }
}

/** The first line of what the reader of YAML says, as part of a sentence. */
function reasonOf(message: string): string {
  const [line = ''] = message.split('\n');
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`.replace(/[.:]?$/, '');
}
