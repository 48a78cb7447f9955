import type {
  Section,
  Expectation,
  AllowedReport,
  Finding,
  Requirement,
  ImageReport,
  CheckReport,
} from './types.ts';
import type { State } from '../html/states.ts';
import { ORDER, STATES } from '../html/states.ts';
import { code, markdownText, tableLines } from '../../emit/text/markdown.ts';
import { STATE_OF, byWeight, capital, plural, verdictLine } from './labels.ts';
import { sourcesOf } from './sources.ts';
import { cited } from '../../stdlib/platform/index.ts';

const SIGNS: Readonly<Record<State, string>> = {
  broken: '❌',
  warned: '⚠️',
  noted: '💡',
  allowed: '🟣',
  held: '✅',
  boot: '🔵',
  unasked: '➖',
};

/** Renders the report for a merge request. Problems are visible; the rest is folded. */
export function renderMarkdown(report: CheckReport): string {
  const { images, totals, mistakes, date, version } = report;
  const counts = ORDER.filter((state) => totals.states.has(state)).map(
    (state) => `${SIGNS[state]} ${totals.states.get(state)} ${STATES[state].word.toLowerCase()}`,
  );
  const named = sourcesOf(report).map(
    ({ title, text, url }) => `**${prose(title)}**: ${prose(text)}${url === undefined ? '' : ` <${url}>`}`,
  );
  const blocks = [
    `# Image report: ${markdownText(images.length === 1 ? images[0]!.title : plural(images.length, 'image'))}`,
    `${SIGNS[totals.ready ? 'held' : 'broken']} **${verdictLine(report)}**`,
    `${plural(totals.targets, 'target')}, ${plural(totals.requirements, 'requirement')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}.`,
    ...(mistakes.length === 0 ? [] : ['## Errors in the source', list(mistakes.map(finding))]),
    ...images.flatMap((image) => imageBlocks(image, images.length > 1)),
    ...(named.length === 0 ? [] : [fold('Sources of the requirements', list(named))]),
    `Proven by vkc ${version} from the source${date === null ? '' : `, for ${date}`}.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function imageBlocks(image: ImageReport, several: boolean): string[] {
  const { findings, allowed, topics, targets, systems, contents, expected } = image;
  const level = several ? '###' : '##';
  const version = image.version === null ? '' : `, version ${markdownText(image.version)}`;
  return [
    ...(several ? [`## ${markdownText(image.title)}`] : []),
    ...(image.description === null ? [] : [markdownText(image.description)]),
    `${code(image.name)}${version}, from ${code(image.file)}`,
    ...byWeight(findings).flatMap(({ title, found }) => [`${level} ${title}`, list(found.map(finding))]),
    ...(allowed.length === 0
      ? []
      : [`${level} Allowed exceptions and their reasons`, list(allowed.map(allowance))]),
    `${level} Requirements`,
    ...topics.map(({ name, rules }) =>
      tableLines(
        [capital(name), 'Proven by', ...targets.map(({ short }) => code(short))],
        rules.map(requirement),
      ).join('\n'),
    ),
    fold('Evidence for each requirement', list(topics.flatMap(({ rules }) => rules.map(reasons)))),
    ...(expected.length === 0
      ? []
      : [fold(`Other checks of the booted image (${expected.length})`, list(expected.map(asked)))]),
    fold(
      plural(targets.length, 'target'),
      tableLines(
        ['Target', 'System', 'Disk', 'Memory of the build', 'Admin user'],
        targets.map(({ name, title, disk, memory, user }) => [
          code(name),
          markdownText(title),
          disk,
          memory,
          code(user),
        ]),
      ).join('\n'),
      tableLines(
        ['System', 'Supported until', 'Made from', 'Checksum'],
        systems.map(({ title, endOfLife, url, checksum }) => [
          markdownText(title),
          endOfLife,
          code(url),
          code(checksum),
        ]),
      ).join('\n'),
    ),
    `${level} Contents`,
    ...contents.map(section),
  ];
}

function finding({ severity, message, help, place, code: id, targets }: Finding): string {
  const sign = SIGNS[STATE_OF[severity]];
  const on = targets.length === 0 ? '' : `, on ${targets.join(', ')}`;
  return `${sign} ${prose(message)}${help === null ? '' : ` ${prose(help)}`} (${code(place)}, ${code(id)}${on})`;
}

function allowance({ reason, message, place, allowedAt, code: id, targets }: AllowedReport): string {
  const on = targets.length === 0 ? '' : `, on ${targets.join(', ')}`;
  return `${SIGNS.allowed} ${prose(message)} **Allowed:** ${prose(reason)} (${code(id)} at ${code(place)}, allowed at ${code(allowedAt)}${on})`;
}

function asked({ title, deployed, place, where }: Expectation): string {
  const words = [deployed ? 'on the deployed machine' : '', where].filter((each) => each !== '');
  return `${markdownText(title)} (${[code(place), ...words].join(', ')})`;
}

function requirement({ title, proof, states, evidence, by }: Requirement): string[] {
  const first = evidence.find(({ place }) => place !== null);
  const at =
    first?.place == null ? '' : `: ${by === 'rule' ? `${prose(first.what)}, ` : ''}${code(first.place)}`;
  return [prose(title), `${capital(proof)}${at}`, ...states.map((state) => SIGNS[state])];
}

function reasons({ title, why, sources, id, evidence, assertions }: Requirement): string {
  const seen = evidence.map(({ what, place, where }) => {
    const words = [place === null ? '' : code(place), where].filter((each) => each !== '');
    return `${prose(what)}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
  });
  const asked = assertions.map((each) => `${prose(each.title)} (${code(each.place)})`);
  const listed = (words: string, items: readonly string[]) =>
    items.length === 0 ? '' : `${words}: ${items.join('; ')}. `;
  return `**${prose(title)}** ${prose(why)} ${listed('Evidence', seen)}${listed('Checked in the booted image', asked)}${citations(sources)}, ${code(id)}`;
}

const citations = (ids: readonly string[]): string =>
  cited(ids)
    .map(({ title }) => prose(title))
    .join(', ');

function section({ title, phase, rows }: Section): string {
  const details = rows.some((row) => row.details.length > 0);
  const where = rows.some((row) => row.where !== '');
  const cells = rows.map((row) => [
    code(row.what),
    ...(details ? [markdownText(row.details.join(', '))] : []),
    ...(where ? [row.where] : []),
    code(row.role),
    code(row.line),
  ]);
  const head = [capital(title), ...(details ? [''] : []), ...(where ? ['Where'] : []), 'Role', 'Line'];
  const words = phase === 'start' ? ' on the deployed machine' : '';
  return fold(`${capital(title)}${words} (${rows.length})`, tableLines(head, cells).join('\n'));
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** GitLab reads Markdown in a fold only if blank lines surround it. */
const fold = (summary: string, ...blocks: readonly string[]): string =>
  [`<details>\n<summary>${summary}</summary>`, ...blocks, '</details>'].join('\n\n');

/** Renders prose in which `backticks` mark code. */
function prose(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, i) => (i % 2 === 1 ? code(part) : spaced(part)))
    .join('');
}

/** Returns the text escaped, with the spaces at its ends kept. */
function spaced(text: string): string {
  const before = /^\s/.test(text) ? ' ' : '';
  const after = /\S\s+$/.test(text) ? ' ' : '';
  return `${before}${markdownText(text)}${after}`;
}
