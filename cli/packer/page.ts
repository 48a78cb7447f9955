import { htmlDocument } from '../html/document.ts';
import { icon, raw } from '../html/icons.ts';
import { html } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { bytesText, clock } from '../shell/duration.ts';
import { version } from '../../emit/version.generated.ts';
import type { Part } from './chart.ts';
import { isThere } from './summary.ts';
import type { Result } from './summary.ts';

export interface PageFacts {
  readonly title: string;
  readonly name: string;
  /** In the form `2026-11-24T17:00:00Z`. */
  readonly begun: string;
  readonly accelerator: string;
  readonly packer: string;
}

const SIGNS = {
  built: 'held',
  fetched: 'held',
  unchanged: 'noted',
  failed: 'broken',
  stopped: 'warned',
  waiting: 'unasked',
  running: 'unasked',
} as const;

const WORDS: Readonly<Record<Result['state'], string>> = {
  built: 'built',
  fetched: 'from the cache',
  unchanged: 'up to date',
  failed: 'failed',
  stopped: 'stopped',
  waiting: 'not begun',
  running: 'not finished',
};

const bars = `
.times td { padding: 4px 12px; border-top: 0; font-size: 14px; }
.times td.part { width: 32%; } .times td.part.role { padding-left: 32px; color: var(--soft); }
.times td.time { width: 1%; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.times i { display: block; height: 14px; border-radius: 3px; background: var(--boot); min-width: 1px; }
.times .role i { background: color-mix(in srgb, var(--boot) 45%, var(--card)); height: 10px; }
.times { margin: 8px 0; }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
`;

/** Renders the results of a run of builds as a page. */
export function renderBuildPage(results: readonly Result[], facts: PageFacts): string {
  const failed = results.some(({ state }) => state === 'failed');
  const whole = results.every(isThere);
  const main = html`<header>
      <p class="kicker">Build report</p>
      <h1>${facts.title}</h1>
      <p class="lead small">
        <code>${facts.name}</code>, begun ${facts.begun.replace('T', ' ').replace('Z', ' UTC')}, with Packer
        ${facts.packer} and ${facts.accelerator}
      </p>
      <p class="verdict ${whole ? 'held' : failed ? 'broken' : 'warned'}">
        ${icon(whole ? 'held' : failed ? 'broken' : 'warned', true)}${heading(results)}
      </p>
    </header>
    ${results.map(section)}
    <footer><p>Made by vkc ${version}.</p></footer>`;
  return htmlDocument({ title: `Build report: ${facts.title}`, version, style: bars }, main);
}

function heading(results: readonly Result[]): string {
  const there = results.filter(isThere).length;
  if (there === results.length) return there === 1 ? 'The image is built' : `All ${there} images are built`;
  return `${there} of ${results.length} images are built`;
}

function section(result: Result): Markup {
  const { name, title, state, took, size, checksums, failure } = result;
  const facts: readonly (readonly [string, Markup])[] = [
    ...(took > 0 ? [['Time', html`${clock(took)}`] as const] : []),
    ...(size === null
      ? []
      : [['Size', html`${bytesText(size.file)}, a disk of ${bytesText(size.disk)}`] as const]),
    ...[...checksums].map(([kind, sum]) => [kind, html`<code>${sum}</code>`] as const),
  ];
  return html`<section>
    <h3>${icon(SIGNS[state], true)} ${name} <span class="soft small">${title}: ${WORDS[state]}</span></h3>
    ${failure === null ? null : html`<div class="card"><pre>${raw(html`${failure}`.text)}</pre></div>`}
    ${
      facts.length === 0
        ? null
        : html`<div class="card">
            <table>
              <tbody>
                ${facts.map(
                  ([head, value]) =>
                    html`<tr>
                      <th class="nowrap small">${head}</th>
                      <td>${value}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${result.parts.length === 0 ? null : times(result.parts)}
  </section> `;
}

function times(parts: readonly Part[]): Markup {
  const longest = Math.max(1, ...parts.map(({ time }) => time));
  const rows = parts.map(
    ({ name, time, role }) =>
      html`<tr class="${role ? 'role' : 'phase'}">
        <td class="part ${role ? 'role' : ''}">${name}</td>
        <td class="time">${clock(time)}</td>
        <td><i style="width:${((time / longest) * 100).toFixed(1)}%"></i></td>
      </tr> `,
  );
  return html`<table class="times" aria-label="Where the time went">
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
