import { painter } from '../../compiler/diagnostics/paint.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import type { Rule } from '../../compiler/sdk/rule.ts';
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
  order: 5,
  summary: 'Say what a code or a rule means, why it matters and how to mend it.',
  usage: '[OPTIONS] [CODE…]',
  about: [
    'CODE stands in brackets before a message: VK0301, or 301 for short, or the id of a rule. Without one, all are listed.',
  ],
  options: {},
  async run(args, io) {
    const { catalogue } = (await import('../../compiler/diagnostics/catalogue.ts')) as {
      catalogue: Catalogue;
    };
    const { allRules, findRule, ruleIds } = await import('../../stdlib/rule-set.ts');
    const { invariants } = await import('../../stdlib/invariants.generated.ts');
    const { cited } = await import('../../stdlib/platform/index.ts');
    if (args.positionals.length === 0) {
      io.stdout.write(list(catalogue, allRules(), io));
      return EXIT.ok;
    }
    const color = useColor(io.stdout, io.env, args.value('color'));
    let exit: number = EXIT.ok;
    let first = true;
    for (const given of args.positionals) {
      const code = codeOf(given);
      const rule = findRule(given.toLowerCase());
      const entry = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
      const invariant = invariants.find(({ id }) => id === given.toLowerCase());
      if (invariant !== undefined) {
        if (!first) io.stdout.write('\n');
        first = false;
        io.stdout.write(ofInvariant(invariant, { io, color, cited }));
        continue;
      }
      if (entry === undefined && rule === undefined) {
        const isCode = code.startsWith('VK');
        const near = isCode
          ? suggest(code, alike(code, Object.keys(catalogue)))
          : suggest(given.toLowerCase(), ruleIds());
        const hint = near === null ? '`vkc explain` lists all codes and rules.' : `Did you mean ${near}?`;
        exit = fail(usageFailure(`There is no ${isCode ? 'code' : 'rule'} ${given}.`, hint), io);
        continue;
      }
      if (!first) io.stdout.write('\n');
      first = false;
      io.stdout.write(
        rule === undefined ? explain(code, entry!, { io, color }) : ofRule(rule, { io, color, cited }),
      );
    }
    return exit;
  },
};

/** Codes of another area are near by their digits only. */
function alike(code: string, codes: readonly string[]): readonly string[] {
  const inArea = codes.filter((each) => each.startsWith(code.slice(0, 4)));
  return /^VK\d+$/.test(code) ? inArea : codes;
}

/** `vk301`, `0301` and `301` are VK0301. */
function codeOf(given: string): string {
  const digits = /^(?:vk)?[-_]?0*(\d{1,4})$/i.exec(given)?.[1];
  return digits === undefined ? given.toUpperCase() : `VK${digits.padStart(4, '0')}`;
}

/** A rule has what it asks for above what is said of the mistake, and whoever asks for it below. */
function ofRule({ id, title, text, why, sources }: Rule, { io, color, cited }: Output): string {
  const width = Math.min(io.stdout.columns, 100);
  const from = ['', ...citations(sources, cited, width)].join('\n');
  if (text !== null) return `${explain(id, text, { io, color })}${from}`;
  const paint = painter('hint', color);
  const head = `${paint.severity(id)}${paint.message(`: ${title}`)}`;
  return [head, '', ...wrap(why, width), '', 'Asserted in the booted image.', from].join('\n');
}

type Cite = (ids: readonly string[]) => readonly { id: string; title: string; text: string; url?: string }[];

interface Output {
  readonly io: Io;
  readonly color: boolean;
  readonly cited: Cite;
}

/** Who asks for it, in full, since the page may not be at hand. */
function citations(ids: readonly string[], cited: Cite, width: number): string[] {
  const found = cited(ids).flatMap(({ id, title, text, url }) => [
    ...wrap(`${title}: ${text}`, width - 2).map((line) => `  ${line}`),
    `    ${url ?? `docs/platform.md#${id}`}`,
  ]);
  return ['Sources', ...found, ''];
}

function ofInvariant({ id, title, why, how, sources }: Invariant, { io, color, cited }: Output): string {
  const width = Math.min(io.stdout.columns, 100);
  const paint = painter('hint', color);
  const head = `${paint.severity(id)}${paint.message(`: ${title}`)}`;
  const about = wrap(`Held by the compiler itself: ${how}`, width);
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

/** All codes by area and all rules by topic, a line each. */
function list(catalogue: Catalogue, rules: readonly Rule[], io: Io): string {
  const width = io.stdout.terminal ? io.stdout.columns : Infinity;
  const cut = (row: string) => (row.length <= width ? row : `${row.slice(0, width - 1)}…`);
  const codes = byArea(catalogue).map(({ name, about, entries }) => {
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
  return [...codes, ...asked].join('\n');
}

export default command;
