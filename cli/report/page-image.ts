import type { Section, AllowedReport, Finding, ImageReport } from './types.ts';
import { icon, raw } from '../html/icons.ts';
import { html, words } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { matrix } from './page-matrix.ts';
import { STATE_OF, byWeight, capital } from './labels.ts';

export function about({ name, version, description, file }: ImageReport): Markup {
  return html`${description === null ? null : html`<p class="lead">${words(description)}</p>`}
    <p class="lead small">
      <code>${name}</code>${version === null ? null : html`, version ${version}`}, from <code>${file}</code>
    </p>`;
}

export function imageSection(image: ImageReport, several: boolean): Markup {
  const { findings, allowed } = image;
  return html`<section id="image-${image.name}">
    ${
      several
        ? html`<h2>${image.title}</h2>
            ${about(image)}`
        : null
    }
    ${byWeight(findings).map(
      ({ title, found }) =>
        html`<h3>${title}</h3>
          ${notes(found)}`,
    )}
    ${
      allowed.length === 0
        ? null
        : html`<h3>Allowed exceptions and their reasons</h3>
            ${allowances(allowed)}`
    }
    <h3>Requirements</h3>
    ${matrix(image)} ${expected(image)}
    <h3>Targets</h3>
    ${targets(image)}
    <h3>Contents</h3>
    ${sections(image.contents.filter(({ phase }) => phase === 'provision'))}
    ${deployed(image.contents.filter(({ phase }) => phase === 'start'))}
  </section> `;
}

function expected({ expected: all }: ImageReport): Markup | null {
  if (all.length === 0) return null;
  const rows = all.map(
    ({ title, deployed: later, where, place }) =>
      html`<tr>
        <td>${title}</td>
        <td class="small nowrap">${later ? 'on the deployed machine' : 'at boot'}</td>
        <td class="where">${where === '' ? null : html`<span class="chip">${where}</span>`}</td>
        <td class="by"><code>${place}</code></td>
      </tr> `,
  );
  return html`<h3>Other checks of the booted image</h3>
    <div class="card">
      <table class="stack things">
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

const deployed = (found: readonly Section[]): Markup | null =>
  found.length === 0
    ? null
    : html`<h3>What happens on the deployed machine</h3>
        ${sections(found)}`;

export function notes(found: readonly Finding[]): Markup {
  const items = found.map(
    (each) =>
      html`<li class="${STATE_OF[each.severity]}">
        ${icon(STATE_OF[each.severity], true)}
        <div class="body">
          <p class="name">${words(each.message)}</p>
          ${each.help === null ? null : html`<p class="soft">${words(each.help)}</p>`}
          <p class="small soft"><code>${each.place}</code> &middot; <code>${each.code}</code>${on(each)}</p>
        </div>
      </li> `,
  );
  return html`<ul class="notes">
    ${items}
  </ul>`;
}

function allowances(all: readonly AllowedReport[]): Markup {
  const items = all.map(
    (each) =>
      html`<li class="allowed">
        ${icon('allowed', true)}
        <div class="body">
          <p class="name">${words(each.reason)}</p>
          <p class="soft">${words(each.message)}</p>
          <p class="small soft">
            <code>${each.code}</code> at <code>${each.place}</code>, allowed at
            <code>${each.allowedAt}</code>${on(each)}
          </p>
        </div>
      </li> `,
  );
  return html`<ul class="notes">
    ${items}
  </ul>`;
}

const on = ({ targets: names }: Finding): Markup | null =>
  names.length === 0 ? null : html` &middot; on ${names.join(', ')}`;

function targets(image: ImageReport): Markup {
  const rows = image.targets.map(
    ({ name, title, disk, memory, user }) =>
      html`<tr>
        <td class="name">${name}</td>
        <td>${title}</td>
        <td class="nowrap" data-head="Disk">${disk}</td>
        <td class="nowrap" data-head="Memory of the build">${memory}</td>
        <td data-head="Admin user"><code>${user}</code></td>
      </tr> `,
  );
  const bases = image.systems.map(
    ({ title, url, checksum, endOfLife }) =>
      html`<tr>
        <td class="name">${title}</td>
        <td class="nowrap" data-head="Supported until">${endOfLife}</td>
        <td class="small" data-head="Made from"><code>${url}</code></td>
        <td class="small" data-head="Checksum">
          ${checksum === 'none' ? 'none' : html`<code>${checksum}</code>`}
        </td>
      </tr> `,
  );
  return html`<div class="card">
      <table class="stack targets">
        <thead>
          <tr>
            <th>Target</th>
            <th>System</th>
            <th>Disk</th>
            <th>Memory of the build</th>
            <th>Admin user</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <div class="card below">
      <table class="stack">
        <thead>
          <tr>
            <th>System</th>
            <th>Supported until</th>
            <th>Made from</th>
            <th>Checksum</th>
          </tr>
        </thead>
        <tbody>
          ${bases}
        </tbody>
      </table>
    </div>`;
}

/** Sections that are open at first. */
const OPEN: ReadonlySet<string> = new Set([
  'packages',
  'services',
  'ports',
  'users',
  'timers',
  'repositories',
  'downloads',
  'secrets',
]);

function sections(all: readonly Section[]): Markup {
  return html`<div class="sections">
    ${all.map(
      ({
        category,
        title,
        rows,
      }) => html`<details${raw(OPEN.has(category) ? ' open' : '')}><summary>${capital(title)} <span>${rows.length}</span></summary>
<table class="stack things"><tbody>${rows.map(
        ({ what, details, where, role, line }) =>
          html`<tr>
            <td class="what"><code>${what}</code></td>
            <td>${details.join(', ')}</td>
            <td class="where">${where === '' ? null : html`<span class="chip">${where}</span>`}</td>
            <td class="by">${role} &middot; <code>${line}</code></td>
          </tr> `,
      )}</tbody></table></details>
`,
    )}
  </div>`;
}
