import type { State } from '../html/states.ts';
import { bytesText } from '../shell/duration.ts';
import { htmlDocument } from '../html/document.ts';
import { icon } from '../html/icons.ts';
import { html, words } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { capital, plural } from '../report/labels.ts';
import { findings, open, rounds, verdict, verdictLine } from './model.ts';
import type { Point, PointState, Round, Verification } from './model.ts';

/** The state of the check report whose icon stands for each result. */
const SIGN: Readonly<Record<PointState['state'], State>> = {
  held: 'held',
  broken: 'broken',
  unseen: 'warned',
  unasked: 'unasked',
};

const WORD: Readonly<Record<PointState['state'], string>> = {
  held: 'Passes',
  broken: 'Fails',
  unseen: 'Not run',
  unasked: 'Not applicable',
};

const COUNTED = { held: 'pass', broken: 'fail', unseen: 'not run' } as const;

/** Renders the report as a page. */
export function renderPage(report: Verification): string {
  const { title, target, version, system, file, points, time, vkc } = report;
  const broken = open(report);
  const sign = broken.length === 0 ? 'held' : 'broken';
  const main = html`<header>
      <p class="kicker">Verification of a built image</p>
      <h1>${title}</h1>
      <p class="lead small">
        <code>${target}</code>${version === null ? null : html`, version ${version}`}, ${system}, from
        <code>${file.path}</code>
      </p>
      <p class="verdict ${sign}">${icon(sign, true)}${capital(verdictLine(report))}</p>
      ${tiles(report)}
    </header>
    ${
      broken.length === 0
        ? null
        : html`<h3>Checks that do not pass</h3>
            ${notes(broken, report.rounds)}`
    }
    ${
      report.notes.length === 0
        ? null
        : html`<h3>Notes</h3>
            ${report.notes.map((note) => html`<p>${words(note)}</p>`)}`
    }
    <h3>Checks</h3>
    ${matrix(points, report.rounds)}
    ${
      report.console === ''
        ? null
        : html`<h3>The end of the console</h3>
            <div class="card"><pre>${report.console}</pre></div>`
    }
    <div class="signature"><span>Signed off by</span><span>Signature</span><span>Date</span></div>
    <footer>
      <p>
        Verified by vkc ${vkc} on ${time.replace('T', ' ').replace('Z', ' UTC')}, on a machine that was booted
        from an overlay of the image: the image was not changed.
      </p>
      <p class="small">sha256 <code>${file.sha256}</code></p>
    </footer>`;
  return htmlDocument({ title: `Verification: ${title}, ${target}`, version: vkc }, main);
}

function tiles({ points, rounds: starts, packages, file, seconds, machine }: Verification): Markup {
  const parts = (['held', 'broken', 'unseen'] as const)
    .map((state) => ({ state, count: points.filter((point) => verdict(point) === state).length }))
    .filter(({ count }) => count > 0);
  const hardware = machine.accelerator === 'kvm' ? 'hardware virtualisation' : 'emulated';
  return html`<ul class="tiles">
    <li class="wide">
      <b>${points.length}</b>${points.length === 1 ? 'check' : 'checks'}
      <div class="bar" aria-hidden="true">
        ${parts.map(({ state, count }) => html`<span class="${SIGN[state]}" style="flex-grow:${count}"></span>`)}
      </div>
      <div class="parts">
        ${parts.map(
          ({ state, count }) =>
            html`<span
              >${icon(SIGN[state], true)} <b class="${SIGN[state]}">${count}</b> ${COUNTED[state]}</span
            > `,
        )}
      </div>
    </li>
    <li><b>${starts.length}</b>${plural(starts.length, 'start').replace(/^\d+ /, '')} of the machine</li>
    ${packages === null ? null : html`<li><b>${packages}</b>packages</li>`}
    <li><b>${bytesText(file.bytes)}</b>${file.format}</li>
    <li><b>${Math.round(seconds)} s</b>${hardware}</li>
  </ul>`;
}

function notes(broken: readonly Point[], starts: readonly Round[]): Markup {
  const names = starts.map(({ name }) => name);
  const items = broken.map((point) => {
    const sign = SIGN[verdict(point)];
    return html`<li class="${sign}">
      ${icon(sign, true)}
      <div class="body">
        <p class="name">${words(point.title)}</p>
        ${findings(point, names).map(
          ({ when, found }) => html`<p><code>${found}</code> <span class="soft">(${when})</span></p>`,
        )}
        ${point.why === null ? null : html`<p class="soft">${words(point.why)}</p>`}
        <p class="small soft">${where(point)}<code>${point.id}</code></p>
      </div>
    </li> `;
  });
  return html`<ul class="notes">
    ${items}
  </ul>`;
}

const where = ({ place }: Point): Markup | null =>
  place === null ? null : html`<code>${place.file}:${place.line}</code> &middot; `;

function matrix(points: readonly Point[], starts: readonly Round[]): Markup {
  const heads = starts.map(
    ({ name, up }) =>
      html`<th class="state" scope="col">
        <span>${rounds[name].title}</span>${up === null ? null : html`<br />${Math.round(up)} s`}
      </th>`,
  );
  const rows = points.map(
    (point) =>
      html`<tr>
        <td>
          <details>
            <summary><span class="name">${words(point.title)}</span></summary>
            <div>
              ${point.why === null ? null : html`<p>${words(point.why)}</p>`}
              <p class="soft small">check <code>${point.id}</code></p>
            </div>
          </details>
        </td>
        <td class="how">
          ${point.place === null ? null : html`<code>${point.place.file}:${point.place.line}</code>`}
        </td>
        ${point.states.map(
          ({ state }, i) =>
            html`<td class="state" data-target="${rounds[starts[i]!.name].title}">${sign(state)}</td>`,
        )}
      </tr> `,
  );
  return html`<div class="card">
    <table class="stack matrix">
      <thead>
        <tr>
          <th scope="col">Point</th>
          <th scope="col">Asked for by</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** The icon of a result, labelled with this report's own words. */
function sign(state: PointState['state']): Markup {
  const word = WORD[state];
  return html`<svg class="i ${SIGN[state]}" role="img" aria-label="${word}">
    <title>${word}</title>
    <use href="#${SIGN[state]}" />
  </svg>`;
}
