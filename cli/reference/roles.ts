import { implicitNames } from '../../compiler/sdk/library.ts';
import { library } from '../../stdlib/index.ts';
import type { CompileResult } from '../../compiler/options.ts';
import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import type { Contents, Category } from '../../compiler/sdk/contents.ts';
import { categories } from '../../compiler/sdk/categories.ts';
import { describe, categoryTitle } from '../../compiler/contents/describe.ts';
import type { RuntimeVariable, Target } from '../../compiler/model/ir.ts';
import { conditionFor, conditionWords } from '../../emit/merge/conditions.ts';
import { code, markdownText } from '../../emit/text/markdown.ts';
import { libraryRoles, paramTexts } from '../explain/library.ts';
import type { LibraryRole, ParamText } from '../explain/library.ts';
import { capital, document, fenced, prose, table } from './markdown.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { allSystems, compileExample, namesIn, systemsFor, valueText } from '../explain/examples.ts';
import { formatted } from './examples.ts';

/** Returns a page for each role, by its path below `docs/reference`. */
export function rolePages(): Map<string, string> {
  const names = namesIn('roles');
  const all = allSystems().map(({ name }) => name);
  return new Map(
    libraryRoles().map((role) => {
      const systems = systemsFor(role.example, all);
      const others = all.filter((name) => !systems.includes(name));
      const result = compileExample(systems, role.example);
      return [`roles/${role.name}.md`, rolePage(role, names, others, result)];
    }),
  );
}

function rolePage(
  role: LibraryRole,
  names: readonly string[],
  others: readonly string[],
  result: CompileResult,
): string {
  const params = paramTexts(role);
  const built = params.filter(({ runtime }) => !runtime);
  const deployed = result.images[0]!.runtime.filter((each) => each.role === role.name);
  return document([
    `# ${role.name}`,
    prose(role.about),
    '[All roles](../README.md#roles), [how they are tested](../library-tests.md#roles)',
    fenced('vkimage image', formatted(role.example)),
    ...(others.length === 0
      ? []
      : [
          `This does not compile for ${enumerate(others.map(code), 'or')}: the role, or one that comes with it, knows no answer for that system. \`vkc check\` says which values it would need.`,
        ]),
    ...(built.length === 0 ? [] : ['## Parameters', paramTable(built)]),
    ...(deployed.length === 0 ? [] : ['## Given at deployment', ...deploymentParts(deployed, params)]),
    ...contentsParts(role, names, result),
  ]);
}

function paramTable(params: readonly ParamText[]): string {
  const rows = params.map(({ name, type, fallback, doc }) => [
    code(name),
    code(type),
    fallback === null ? '**required**' : fallback === 'unset' ? '—' : code(fallback),
    prose(doc),
  ]);
  return table(['Parameter', '[Type](../types.md)', 'Default', 'Meaning'], rows);
}

function deploymentParts(variables: readonly RuntimeVariable[], params: readonly ParamText[]): string[] {
  const typeOf = (name: string) => params.find((param) => param.name === name)!.type;
  const rows = variables.map(({ name, initial, doc }) => [
    code(name),
    code(typeOf(name)),
    initial === null ? '—' : code(valueText(initial)),
    prose(doc ?? ''),
  ]);
  return [
    'Variables of `start.yml`, for `--extra-vars`; `use` can give them a value for the image as well.',
    table(['Variable', '[Type](../types.md)', 'Until then', 'Meaning'], rows),
  ];
}

const CATEGORIES = Object.keys(categories) as Category[];
const PHASES: readonly (readonly [phase: keyof Contents, title: string, suffix: string])[] = [
  ['provision', 'What the image gets from it', ''],
  ['start', 'What happens at deployment', '_start'],
];

/** Lists the contents that the role adds in its example, by system. */
function contentsParts(
  { name: role, example }: LibraryRole,
  names: readonly string[],
  result: CompileResult,
): string[] {
  const { targets } = result.images[0]!;
  const written = new Set([...example.matchAll(/^use (\w+)/gm)].map(([, name]) => name));
  const uses = names.flatMap((name) => {
    if (written.has(name) || implicitNames(library.implicitRoles).includes(name)) return [];
    const on = targets.filter(({ provision }) => provision.some((run) => run.name === name));
    if (on.length === 0) return [];
    return [`[${name}](${name}.md) ${conditionWords(conditionFor(on, targets), targets)}`.trim()];
  });
  const used = uses.length === 0 ? [] : [`It uses ${uses.join(' and ')}.`];
  const parts = PHASES.flatMap(([phase, title, suffix]) => {
    const rows = CATEGORIES.flatMap((category) =>
      contentsRows(category, phase, `${role}${suffix}`, targets, result),
    );
    return rows.length === 0 ? [] : [`## ${title}`, narrow(['', 'What', 'How', 'Where'], rows)];
  });
  const [first, ...rest] = parts;
  if (first === undefined) return used;
  return [first, 'With the `use` above; on every system unless it says where.', ...used, ...rest];
}

/** Returns a table without empty columns. */
function narrow(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.map((_, i) => rows.some((row) => row[i] !== ''));
  const cut = (row: readonly string[]) => row.filter((_, i) => kept[i]);
  return table(cut(head), rows.map(cut));
}

interface Row {
  readonly what: string[];
  readonly how: string;
  readonly on: Target[];
}

function contentsRows(
  category: Category,
  phase: keyof Contents,
  role: string,
  targets: readonly Target[],
  { contents }: CompileResult,
): string[][] {
  const found = new Map<string, Row>();
  for (const target of targets) {
    for (const entry of contents(target)[phase][category]) {
      if (entry.role !== role) continue;
      const { what, details } = describe(category, entry);
      const how = details.join(', ').replaceAll(LIBRARY_PREFIX, 'the library’s ').replaceAll(' | bool', '');
      const key = `${what}\0${how}`;
      const row = found.get(key) ?? { what: [what], how, on: [] };
      found.set(key, row);
      if (!row.on.includes(target)) row.on.push(target);
    }
  }
  return joined([...found.values()]).map(({ what, how, on }, i) => [
    i === 0 ? `**${capital(categoryTitle(category))}**` : '',
    what.map((each) => code(short(each))).join(', '),
    markdownText(short(how)),
    markdownText(conditionWords(conditionFor(on, targets), targets)),
  ]);
}

/** Merges neighbouring rows with equal text into one. */
function joined(rows: readonly Row[]): Row[] {
  const out: Row[] = [];
  for (const row of rows) {
    const last = out.at(-1);
    const same = last?.how === row.how && last.on.length === row.on.length;
    if (same && last.on.every((target) => row.on.includes(target))) last.what.push(...row.what);
    else out.push(row);
  }
  return out;
}

/** Longer texts are cut after this many characters. */
const LONGEST = 80;

function short(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
}
