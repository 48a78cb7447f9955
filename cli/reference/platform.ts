import { invariants } from '../../stdlib/invariants.generated.ts';
import { platform } from '../../stdlib/platform/index.ts';
import { anchor } from '../../stdlib/platform/entry.ts';
import type { Entry, Section } from '../../stdlib/platform/entry.ts';
import { allRules } from '../../stdlib/rule-set.ts';
import { document, prose, table } from './markdown.ts';

/** Returns two pages of `docs` by name. The Markdown is not yet formatted by Prettier. */
export function platformPages(): Map<string, string> {
  return new Map([
    ['platform.md', platformPage()],
    ['coverage.md', coveragePage()],
  ]);
}

interface Holder {
  readonly id: string;
  readonly link: string;
}

/** Returns the rules and invariants that cite an entry. */
function holders(id: string): { readonly rules: Holder[]; readonly compiler: Holder[] } {
  const citing = <T extends { readonly id: string; readonly sources: readonly string[] }>(
    all: readonly T[],
  ) => all.filter(({ sources }) => sources.includes(id));
  return {
    rules: citing(allRules()).map((rule) => ({ id: rule.id, link: `rules/${rule.topic}.md#${rule.id}` })),
    compiler: citing(invariants).map((each) => ({ id: each.id, link: `rules/invariants.md#${each.id}` })),
  };
}

const links = (all: readonly Holder[]): string => all.map(({ id, link }) => `[${id}](${link})`).join(', ');

function platformPage(): string {
  return document([
    '# The platform’s requirements',
    'VK Cloud requires these things of an image of the marketplace; some come from experience with Packer, Ansible and cloud images. The [rules](rules/README.md) of `vkc` cite the entries of this page. [What holds each requirement](coverage.md) is the same list, the other way around.',
    'The requirements are written in our own words. Where VK Cloud or the maker of a tool published one, the entry names the [document](#documents). Entries without a document come from experience.',
    ...platform.map(({ title, about, entries }) =>
      [`## ${title}`, prose(about), ...entries.map(entrySection)].join('\n\n'),
    ),
  ]);
}

function entrySection({ title, text, url, documents = [], otherwise }: Entry): string {
  const { rules, compiler } = holders(anchor(title));
  const published = documents.map((name) => `[${name}](#${anchor(name)})`);
  const facts = [
    ...(published.length === 0 ? [] : [`Published in: ${published.join(', ')}.`]),
    ...(rules.length === 0 ? [] : [`Rules: ${links(rules)}.`]),
    ...(compiler.length === 0 ? [] : [`Invariants: ${links(compiler)}.`]),
  ];
  return [
    `### ${title}`,
    prose(otherwise === undefined ? text : `${text} ${otherwise}`) + (url === undefined ? '' : ` <${url}>`),
    ...(facts.length === 0 ? [] : [facts.join(' ')]),
  ].join('\n\n');
}

function coveragePage(): string {
  return document([
    '# What holds each requirement',
    'Each entry of [the platform’s requirements](platform.md) with the [rules](rules/README.md) that check it, what [the compiler itself](rules/invariants.md) guarantees, and what is left to you or to another command. `vkc check --report` shows the same rules and guarantees for the targets of an image.',
    ...platform.filter(({ title }) => title !== 'Documents').map(coverageSection),
  ]);
}

function coverageSection({ title, entries }: Section): string {
  const rows = entries.map((entry) => {
    const id = anchor(entry.title);
    const { rules, compiler } = holders(id);
    return [
      `[${entry.title}](platform.md#${id})${title === 'Checks' ? `: ${prose(entry.text)}` : ''}`,
      links(rules),
      links(compiler),
      prose(entry.otherwise ?? ''),
    ];
  });
  return [`## ${title}`, table(['Requirement', 'Rules', 'Invariants', 'Otherwise'], rows)].join('\n\n');
}
