import { painter } from '../../compiler/diagnostics/paint.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import { addTo } from '../../compiler/model/multimap.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import type { Rule } from '../../compiler/sdk/rule.ts';
import type { Cited } from '../../stdlib/platform/index.ts';
import type { CatalogueEntry } from '../../grammar/diagnostic.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { byArea, byTopic, plain, withWords, wrongFrame } from '../../compiler/diagnostics/explanation.ts';
import type { Catalogue } from '../../compiler/diagnostics/explanation.ts';
import { fail } from '../shell/failure.ts';
import { wrap } from '../shell/help.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';

const command: Command = {
  name: 'explain',
  order: 50,
  summary: 'Explain a code, a rule, a kind, a role, a system, a keyword or a function.',
  usage: '[OPTIONS] [WORD…]',
  about: [
    'WORD is the code in brackets before a message (VK0301, or 301 for short), the id of a rule, an entry of docs/platform.md (check-35), or a word of the language: package, redis, ubuntu2404, for, join. Without one, everything is listed.',
    'vkc:roles/redis shows a file of the standard library, vkc:roles/redis.vkimage:63 the lines around one.',
  ],
  options: {},
  async run(args, io) {
    const known = await knowledge(io, useColor(io.stdout, io.env, args.value('color')));
    if (args.positionals.length === 0) {
      io.stdout.write(list(known));
      return EXIT.ok;
    }
    let exit: number = EXIT.ok;
    let first = true;
    for (const given of args.positionals) {
      const found = explanations(given, known);
      if (found.length === 0) exit = fail(unknown(given, known), io);
      for (const text of found) {
        if (!first) io.stdout.write('\n');
        first = false;
        io.stdout.write(text);
      }
    }
    return exit;
  },
};

/** Loads everything that can be explained, and the settings for printing it. */
async function knowledge(io: Io, color: boolean) {
  const { catalogue } = (await import('../../compiler/diagnostics/catalogue.ts')) as { catalogue: Catalogue };
  const { allRules } = await import('../../stdlib/rule-set.ts');
  const { invariants } = await import('../../stdlib/invariants.generated.ts');
  const { cited } = await import('../../stdlib/platform/index.ts');
  const { allTopics, foreignHint } = await import('../explain/index.ts');
  const { renderTopic } = await import('../explain/render.ts');
  const files = await import('../explain/library-files.ts');
  const rules = allRules();
  return {
    catalogue,
    cited,
    rules,
    invariants,
    topics: allTopics(),
    foreignHint,
    renderTopic,
    files,
    io,
    color,
  };
}

type Knowledge = Awaited<ReturnType<typeof knowledge>>;

/** Returns every explanation of one word; an empty list if the word is unknown. */
function explanations(given: string, known: Knowledge): string[] {
  const { catalogue, rules, invariants, topics, files, io, color } = known;
  if (files.isLibraryPath(given)) return [files.libraryText(given)].filter((text) => text !== null);
  const code = codeOf(given);
  const word = given.toLowerCase();
  const width = Math.min(io.stdout.columns, 100);
  const found = [
    ...(Object.hasOwn(catalogue, code) ? [explain(code, catalogue[code]!, known)] : []),
    ...rules.filter(({ id }) => id === word).map((rule) => ofRule(rule, known)),
    ...invariants.filter(({ id }) => id === word).map((invariant) => ofInvariant(invariant, known)),
    ...topics.filter(({ name }) => name === word).map((topic) => known.renderTopic(topic, width, color)),
  ];
  return found.length > 0 ? found : known.cited([word]).map((entry) => ofEntry(entry, known));
}

/** Returns the failure for an unknown word. */
function unknown(given: string, { catalogue, rules, invariants, topics, foreignHint, files }: Knowledge) {
  const meant = (near: string | null) => (near === null ? null : `Did you mean ${near}?`);
  if (files.isLibraryPath(given)) {
    const hint =
      meant(files.nearLibraryFile(given)) ?? 'Library files are named vkc:roles/NAME and vkc:systems/NAME.';
    return usageFailure(`The standard library has no file ${given}.`, hint);
  }
  const code = codeOf(given);
  if (/^VK\d/.test(code)) {
    const near = suggest(code, alike(code, Object.keys(catalogue)));
    return usageFailure(`There is no code ${given}.`, meant(near) ?? '`vkc explain` lists all codes.');
  }
  const names = [...topics.map(({ name }) => name), ...[...rules, ...invariants].map(({ id }) => id)];
  const hint = foreignHint(given.toLowerCase()) ?? meant(suggest(given.toLowerCase(), names));
  return usageFailure(
    `There is nothing called ${given} to explain.`,
    hint ?? '`vkc explain` lists everything that it knows.',
  );
}

/** A code of another area is similar only if its digits are. */
function alike(code: string, codes: readonly string[]): readonly string[] {
  const inArea = codes.filter((each) => each.startsWith(code.slice(0, 4)));
  return /^VK\d+$/.test(code) ? inArea : codes;
}

/** Reads `vk301`, `0301` and `301` as VK0301. */
function codeOf(given: string): string {
  const digits = /^(?:vk)?[-_]?0*(\d{1,4})$/i.exec(given)?.[1];
  return digits === undefined ? given.toUpperCase() : `VK${digits.padStart(4, '0')}`;
}

/** Prints a rule: what it requires, the message for a mistake, and the sources that require it. */
function ofRule({ id, title, text, why, sources }: Rule, { io, color, cited }: Output): string {
  const width = Math.min(io.stdout.columns, 100);
  const from = ['', ...citations(sources, cited, width)].join('\n');
  if (text !== null) return `${explain(id, text, { io, color })}${from}`;
  const paint = painter('hint', color);
  const head = `${paint.severity(id)}${paint.message(`: ${title}`)}`;
  return [head, '', ...wrap(why, width), '', 'Checked in the booted image.', from].join('\n');
}

type Cite = (ids: readonly string[]) => readonly Cited[];

interface Output {
  readonly io: Io;
  readonly color: boolean;
  readonly cited: Cite;
}

/** Prints the cited requirements in full, since the reader may not have the page at hand. */
function citations(ids: readonly string[], cited: Cite, width: number): string[] {
  const found = cited(ids).flatMap(({ id, title, text, url }) => [
    ...wrap(`${title}: ${text}`, width - 2).map((line) => `  ${line}`),
    `    ${url ?? `docs/platform.md#${id}`}`,
  ]);
  return ['Sources', ...found, ''];
}

/** Prints an entry of docs/platform.md, and the rules and invariants that enforce it. */
function ofEntry({ id, title, text, otherwise }: Cited, { rules, invariants, io, color }: Knowledge): string {
  const width = Math.min(io.stdout.columns, 100);
  const citing = [...rules, ...invariants].filter(({ sources }) => sources.includes(id));
  const held = citing.map((each) => `  ${each.id}: ${each.title}`);
  return [
    painter('hint', color).message(title),
    '',
    ...wrap(otherwise === undefined ? text : `${text} ${otherwise}`, width),
    ...(held.length === 0 ? [] : ['', 'Rules and invariants', ...held]),
    '',
    `docs/platform.md#${id}`,
    '',
  ].join('\n');
}

function ofInvariant({ id, title, why, how, sources }: Invariant, { io, color, cited }: Output): string {
  const width = Math.min(io.stdout.columns, 100);
  const paint = painter('hint', color);
  const head = `${paint.severity(id)}${paint.message(`: ${title}`)}`;
  const about = wrap(`Invariant of the compiler: ${how}`, width);
  return [head, '', ...wrap(why, width), '', ...about, '', ...citations(sources, cited, width)].join('\n');
}

function explain(code: string, entry: CatalogueEntry, { io, color }: Omit<Output, 'cited'>): string {
  const paint = painter(entry.severity, color);
  const width = Math.min(io.stdout.columns, 100);
  const section = (title: string, lines: readonly string[]) => ['', paint.message(title), ...lines];
  const prose = (text: string) => wrap(text, width - 2).map((line) => `  ${line}`);
  const right = plain(entry.right).trimEnd().split('\n');
  return [
    `${paint.severity(`${entry.severity}[${code}]`)}${paint.message(`: ${withWords(entry.message)}`)}`,
    '',
    ...wrap(entry.why, width),
    ...(entry.help === undefined ? [] : section('To mend it', prose(withWords(entry.help)))),
    ...section('Wrong', wrongFrame(entry, width, color)),
    ...section(
      'Right',
      right.map((line) => (line === '' ? '' : `  ${line}`)),
    ),
    '',
  ].join('\n');
}

/** Lists the words of the language by kind, then all codes by area and all rules by topic, one per line. */
function list({ rules, topics, io }: Knowledge): string {
  const width = io.stdout.terminal ? io.stdout.columns : Infinity;
  const groups = new Map<string, string[]>();
  for (const { name, what } of topics) {
    const plural = what.startsWith('a block') ? 'a block' : what;
    addTo(groups, plural, name);
  }
  const words = [...groups].map(([what, names]) =>
    [
      `Words, each ${what}:`,
      ...wrap([...new Set(names)].join(' '), Math.min(io.stdout.columns, 100) - 2).map((line) => `  ${line}`),
      '',
    ].join('\n'),
  );
  const cut = (row: string) => (row.length <= width ? row : `${row.slice(0, width - 1)}…`);
  const codes = byArea().map(({ name, about, entries }) => {
    const rows = entries.map(({ code, entry: { severity, message } }) =>
      cut(`  ${code}  ${severity.padEnd(7)}  ${withWords(message).replaceAll('\n', ' ')}`),
    );
    return [`${name}: ${about}`, ...rows, ''].join('\n');
  });
  const longest = Math.max(...rules.map(({ id }) => id.length));
  const asked = byTopic(rules).map(({ name, about, rules: some }) => {
    const rows = some.map(({ id, text, title }) =>
      cut(`  ${id.padEnd(longest)}  ${(text?.severity ?? 'at boot').padEnd(7)}  ${title}`),
    );
    return [`Rules, ${name}: ${about}`, ...rows, ''].join('\n');
  });
  return [...words, ...codes, ...asked].join('\n');
}

export default command;
