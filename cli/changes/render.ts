import { plural } from '../../compiler/diagnostics/render.ts';
import { addTo } from '../../compiler/model/multimap.ts';
import { code, markdownText } from '../../emit/text/markdown.ts';
import { version } from '../../emit/version.generated.ts';
import { htmlDocument } from '../html/document.ts';
import { html } from '../html/markup.ts';
import { howOf, isEmpty, whereOf } from './compare.ts';
import type { Change, Changes } from './compare.ts';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;
const WORDS = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;
/** Longer texts are cut after this many characters. */
const LONGEST = 100;

function byCategory(changes: readonly Change[]): Map<string, Change[]> {
  const found = new Map<string, Change[]>();
  for (const change of changes) addTo(found, change.category, change);
  return found;
}

function short(text: string): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line;
}

/** For people, at a terminal. */
export function changesText(all: Changes): string {
  const targets = [...all.added.map((name) => `+ ${name}\n`), ...all.removed.map((name) => `- ${name}\n`)];
  const sections = [...byCategory(all.changes)].map(([category, changes]) => {
    const lines = changes.map((change) => {
      const where = whereOf(change, all);
      const how = howOf(change);
      const words = how === '' ? '' : `  ${short(how)}`;
      return `${SIGNS[change.change]} ${short(change.what)}${words}${where === '' ? '' : `  (${where})`}\n`;
    });
    return `${category.toUpperCase()}\n${lines.join('')}`;
  });
  const parts = [...(targets.length === 0 ? [] : [`TARGETS\n${targets.join('')}`]), ...sections];
  return `${parts.map((part) => `${part}\n`).join('')}${summary(all)}\n`;
}

function summary(all: Changes): string {
  const heads = `${all.before} -> ${all.after}`;
  if (isEmpty(all))
    return `${heads}: the ${plural(all.compared.length, 'target')} do not differ.`.replace(
      '1 target do',
      '1 target does',
    );
  return `${heads}: ${plural(all.changes.length, 'change')} in ${plural(all.compared.length, 'target')}, ${all.added.length} added, ${all.removed.length} removed.`;
}

/** Sections of Markdown with headings of a level, for a page or a changelog. */
export function changesMarkdown(all: Changes, level = 2): string {
  const heading = (text: string) => `${'#'.repeat(level)} ${text}`;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
  const parts: string[] = [];
  const targets = [
    ...all.added.map((name) => `Added ${code(name)}`),
    ...all.removed.map((name) => `Removed ${code(name)}`),
  ];
  if (targets.length > 0) parts.push(heading('Targets'), list(targets));
  for (const [category, changes] of byCategory(all.changes)) {
    parts.push(heading(category[0]!.toUpperCase() + category.slice(1)));
    parts.push(
      list(
        changes.map((change) => {
          const how = short(howOf(change, '→'));
          const where = whereOf(change, all);
          return `${WORDS[change.change]} ${code(short(change.what))}${how === '' ? '' : `: ${markdownText(how)}`}${where === '' ? '' : ` (${markdownText(where)})`}`;
        }),
      ),
    );
  }
  return parts.length === 0 ? 'No changes.\n' : `${parts.join('\n\n')}\n`;
}

export function changesJson(all: Changes): string {
  return `${JSON.stringify({ version: 1, ...all }, null, 2)}\n`;
}

const STYLE = `
.added { --tone: var(--held); } .removed { --tone: var(--broken); } .changed { --tone: var(--warned); }
.sign { color: var(--tone); font-weight: 600; white-space: nowrap; width: 110px; }
td.what { width: 32%; } td.where { color: var(--soft); font-size: 13px; width: 20%; }`;

/** A page of its own. */
export function changesHtml(all: Changes): string {
  const row = ({ change, what }: Pick<Change, 'change' | 'what'>, how: string, where: string) =>
    html`<tr class="${change}">
      <td class="sign">${WORDS[change]}</td>
      <td class="what"><code>${what}</code></td>
      <td>${how}</td>
      <td class="where">${where}</td>
    </tr>`;
  const section = (title: string, rows: readonly ReturnType<typeof row>[]) =>
    html`<h2>${title[0]!.toUpperCase() + title.slice(1)}</h2>
      <div class="card below">
        <table class="stack">
          ${rows}
        </table>
      </div>`;
  const targets = [
    ...all.added.map((what) => row({ change: 'added', what }, '', '')),
    ...all.removed.map((what) => row({ change: 'removed', what }, '', '')),
  ];
  return htmlDocument(
    { title: `${all.before} → ${all.after}`, version, style: STYLE },
    html`<p class="kicker">What changed</p>
      <h1>${all.before} → ${all.after}</h1>
      <p class="lead">${summary(all).replace(/^.*?: /, '')}</p>
      ${targets.length === 0 ? null : section('targets', targets)}
      ${[...byCategory(all.changes)].map(([category, changes]) =>
        section(
          category,
          changes.map((change) => row(change, howOf(change, '→'), whereOf(change, all))),
        ),
      )}`,
  );
}
