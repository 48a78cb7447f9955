import type { ImageReport, CheckReport } from './types.ts';
import { ORDER, STATES } from '../html/states.ts';
import { htmlDocument } from '../html/document.ts';
import { icon } from '../html/icons.ts';
import { html, words } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { about, imageSection, notes } from './page-image.ts';
import { plural, verdictLine } from './labels.ts';
import { sourcesOf } from './sources.ts';

/** Renders the report as a page. */
export function renderPage(report: CheckReport): string {
  const { images, totals, date, version } = report;
  const [only] = images.length === 1 ? images : [];
  const title = only?.title ?? plural(images.length, 'image');
  const main = html`<header>
      <p class="kicker">Image report</p>
      <h1>${title}</h1>
      ${only === undefined ? null : about(only)}
      <p class="verdict ${totals.ready ? 'held' : 'broken'}">
        ${icon(totals.ready ? 'held' : 'broken', true)}${verdictLine(report)}
      </p>
      ${tiles(report)} ${images.length > 1 ? contentsOfPage(images) : null}
    </header>
    ${
      report.mistakes.length === 0
        ? null
        : html`<h3>Errors in the source</h3>
            ${notes(report.mistakes)}`
    }
    ${images.map((image) => imageSection(image, only === undefined))} ${sources(report)}
    <div class="signature"><span>Signed off by</span><span>Signature</span><span>Date</span></div>
    <footer>
      <p>
        Proven by vkc ${version} from the source${date === null ? null : html`, for ${date}`}. The same source
        gives the same report.
      </p>
      <p>
        A requirement that is checked at boot is proven when <code>vkc verify</code> passes. It runs
        <code>tests/verify.yml</code> of the tree on the booted image.
      </p>
    </footer>`;
  return htmlDocument({ title: `Image report: ${title}`, version }, main);
}

/** Renders the sources of the requirements, so that the page can be read on its own. */
function sources(report: CheckReport): Markup | null {
  const found = sourcesOf(report).map(
    ({ id, title, text, url }) =>
      html`<dt id="source-${id}">${title}</dt>
        <dd>${words(text)}${url === undefined ? null : html` <a href="${url}">${url}</a>`}</dd> `,
  );
  if (found.length === 0) return null;
  return html`<section>
    <h3>Sources of the requirements</h3>
    <dl class="sources">${found}</dl>
  </section>`;
}

function tiles({ totals }: CheckReport): Markup {
  const counted = ORDER.filter((state) => (totals.states.get(state) ?? 0) > 0).reverse();
  const all = counted.reduce((sum, state) => sum + totals.states.get(state)!, 0);
  const parts = counted.map((state) => {
    const count = totals.states.get(state)!;
    return {
      bar: html`<span class="${state}" style="flex-grow:${count}"></span>`,
      label: html`<span
        >${icon(state, true)} <b class="${state}">${count}</b> ${STATES[state].word.toLowerCase()}</span
      > `,
    };
  });
  return html`<ul class="tiles">
    <li><b>${totals.targets}</b>${totals.targets === 1 ? 'target' : 'targets'}</li>
    <li><b>${totals.requirements}</b>requirements</li>
    <li class="wide">
      <b>${all}</b>${all === 1 ? 'verdict' : 'verdicts'}
      <div class="bar" aria-hidden="true">${parts.map(({ bar }) => bar)}</div>
      <div class="parts">${parts.map(({ label }) => label)}</div>
    </li>
  </ul>`;
}

function contentsOfPage(images: readonly ImageReport[]): Markup {
  const links = images.map(
    ({ name, title, ready }) =>
      html`<li>${icon(ready ? 'held' : 'broken')} <a href="#image-${name}">${title}</a></li>`,
  );
  return html`<nav aria-label="Images">
    <ul>
      ${links}
    </ul>
  </nav>`;
}
