import type { CatalogueEntry } from '../../grammar/diagnostic.ts';
import { invariants } from '../../stdlib/invariants.generated.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import { allRules } from '../../stdlib/rule-set.ts';
import type { Rule } from '../../compiler/sdk/rule.ts';
import { byArea, byTopic, plain, withWords, wrongFrame } from '../../compiler/diagnostics/explanation.ts';
import { capital, document, fenced, prose, table } from './markdown.ts';
import { cited } from '../../stdlib/platform/index.ts';

const WIDTH = 100;

/** Returns the pages of `docs/errors` by file name. The Markdown is not yet formatted by Prettier. */
export function errorPages(): Map<string, string> {
  const groups = byArea();
  const count = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  const index = [
    '# Errors, warnings and hints',
    `Every message of \`vkc\` has a code. These pages explain all ${count} codes: why each matters, how to mend the mistake, and a wrong and a right example. \`vkc explain CODE\` shows the same in the terminal.`,
    ...groups.map(({ name, about, entries }) =>
      [
        `## [${capital(name)}](${name}.md)`,
        about,
        table(
          ['Code', 'Severity', 'Message'],
          entries.map(({ code, entry }) => [
            `[${code}](${name}.md#${code.toLowerCase()})`,
            entry.severity,
            prose(withWords(entry.message)),
          ]),
        ),
      ].join('\n\n'),
    ),
  ];
  const pages = new Map([['README.md', document(index)]]);
  for (const { name, about, entries } of groups) {
    const sections = entries.map(({ code, entry }) => section(code, entry));
    pages.set(`${name}.md`, document([`# ${capital(name)}`, `${about} [All areas](README.md)`, ...sections]));
  }
  return pages;
}

/** Returns the pages of `docs/rules` in the same form. */
export function rulePages(): Map<string, string> {
  const groups = byTopic(allRules());
  const row = (name: string, { id, text, title }: Rule) => [
    `[${id}](${name}.md#${id})`,
    text === null ? 'at boot' : text.severity,
    prose(withWords(title)),
  ];
  const index = [
    '# Rules',
    `\`vkc check\` and \`vkc compile\` check every target against ${allRules().length} rules, which come from the marketplace and from experience. \`vkc rules\` lists them. \`vkc explain RULE\` shows the same text in the terminal.`,
    'Write an exception where it applies, with its reason: `allow RULE { reason = "…" }` in the resource, the role, the body of `use`, the variant or the image. A project changes severities in its `vkc.yaml`.',
    ...groups.map(({ name, about, rules }) =>
      [
        `## [${capital(name)}](${name}.md)`,
        about,
        table(
          ['Rule', 'Severity', 'Requirement'],
          rules.map((each) => row(name, each)),
        ),
      ].join('\n\n'),
    ),
  ];
  index.push(
    '## [Invariants of the compiler](invariants.md)',
    'These requirements need no rule, because every tree meets them or the compiler refuses the source. Reports list them beside the rules.',
    table(
      ['', 'Invariant'],
      invariants.map(({ id, title }) => [`[${id}](invariants.md#${id})`, prose(title)]),
    ),
  );
  const pages = new Map([
    ['README.md', document(index)],
    ['invariants.md', invariantsPage()],
  ]);
  for (const { name, about, rules } of groups) {
    const head = [`# ${capital(name)}`, `${about} [All rules](README.md)`];
    pages.set(`${name}.md`, document([...head, ...rules.map(ruleSection)]));
  }
  return pages;
}

function invariantsPage(): string {
  const groups = byTopic(invariants as readonly Invariant[]);
  return document([
    '# Invariants of the compiler',
    'Every image meets these requirements, because of what vkc writes or because it refuses the source. `vkc check --report` lists them for each target, with the [rules](README.md). `allow` and `vkc.yaml` do not change them.',
    ...groups.flatMap(({ rules }) => rules.map(invariantSection)),
  ]);
}

function invariantSection({ id, title, why, sources, how, seen, codes = [] }: Invariant): string {
  const links = codes.map((code) => `[${code}](../errors/${areaOf(code)}.md#${code.toLowerCase()})`);
  return [
    `## ${id}`,
    `${prose(title)} ${prose(why)}`,
    `**held**: ${prose(how)}`,
    ...(seen === undefined ? [] : [`See: \`${seen}\`.`]),
    ...(links.length === 0 ? [] : [`Violations are reported as ${links.join(', ')}.`]),
    citations(sources),
  ].join('\n\n');
}

/** Returns the name of the page that contains a code. */
const areaOf = (code: string): string =>
  byArea().find(({ entries }) => entries.some((each) => each.code === code))!.name;

/** Links to the requirements that a rule cites. */
function citations(ids: readonly string[]): string {
  const links = cited(ids).map(({ id, title }) => `[${title}](../platform.md#${id})`);
  return `Sources: ${links.join(', ')}.`;
}

function ruleSection({ id, title, text, why, sources }: Rule): string {
  const from = citations(sources);
  if (text !== null) return section(id, text, [prose(withWords(title))], [from]);
  return [
    `## ${id}`,
    '**at boot**: checked in the booted image.',
    prose(withWords(title)),
    prose(withWords(why)),
    from,
  ].join('\n\n');
}

function section(
  code: string,
  entry: CatalogueEntry,
  before: readonly string[] = [],
  after: readonly string[] = [],
): string {
  return [
    `## ${code}`,
    ...before,
    `**${entry.severity}**: ${prose(withWords(entry.message))}`,
    prose(withWords(entry.why)),
    ...after,
    ...(entry.help === undefined ? [] : [`To mend it: ${prose(withWords(entry.help))}`]),
    'Wrong:',
    fenced('text', wrongFrame(entry, WIDTH, false).join('\n')),
    'Right:',
    fenced(languageOf(code, entry), plain(entry.right).trimEnd()),
  ].join('\n\n');
}

/** Returns the info string of an example's fence: its language, and how the tests use it. */
function languageOf(code: string, { file }: CatalogueEntry): string {
  if (file !== undefined) return 'yaml';
  return code.startsWith('VK01') ? 'vkimage syntax' : 'vkimage';
}
