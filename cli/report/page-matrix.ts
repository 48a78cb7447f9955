import type { Requirement, ImageReport } from './types.ts';
import { ORDER, STATES } from '../html/states.ts';
import { icon, raw } from '../html/icons.ts';
import { html, words } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { capital } from './labels.ts';
import { cited } from '../../stdlib/platform/index.ts';

/** Renders requirements by target, with the evidence for each and its place. */
export function matrix({ targets: all, topics }: ImageReport): Markup {
  const states = ORDER.filter((state) =>
    topics.some(({ rules }) => rules.some((rule) => rule.states.includes(state))),
  );
  const legend = states.map(
    (state) => html`<li>${icon(state, true)} <b>${STATES[state].word}</b> ${STATES[state].meaning}</li> `,
  );
  const heads = all.map(({ short }) => html`<th class="state" scope="col"><span>${short}</span></th>`);
  const bodies = topics.map(
    ({ name, about: meaning, rules }) =>
      html`<tbody>
        <tr class="topic">
          <th colspan="${all.length + 2}" scope="rowgroup">${capital(name)} <span>${meaning}</span></th>
        </tr>
        ${rules.map((rule) =>
          requirementRow(
            rule,
            all.map(({ short }) => short),
          ),
        )}
      </tbody> `,
  );
  return html`<ul class="legend">
      ${legend}
    </ul>
    <div class="card">
      <table class="stack matrix${all.length > 3 ? ' tall' : ''}">
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            <th scope="col">Proven by</th>
            ${heads}
          </tr>
        </thead>
        ${bodies}
      </table>
    </div>`;
}

function requirementRow(rule: Requirement, names: readonly string[]): Markup {
  const [first] = rule.states;
  const same = rule.states.every((state) => state === first);
  const cells = rule.states.map(
    (state, i) => html`<td class="state" data-target="${names[i]!}">${icon(state)}</td>`,
  );
  const everywhere = names.length === 1 ? '' : ` on all ${names.length} targets`;
  return html`<tr${raw(same ? ' class="same"' : '')}><td><details><summary><span class="name">${words(rule.title)}</span></summary><div>
<p>${words(rule.why)}</p>
${reasons(rule)}
<p class="soft small">${citations(rule)} &middot; ${rule.by === 'rule' ? 'rule' : 'invariant'} <code>${rule.id}</code></p>
</div></details>${same ? html`<span class="phone">${icon(first!, true)}${STATES[first!].word}${everywhere}</span>` : null}</td><td class="how">${capital(rule.proof)}${shortly(rule)}</td>${cells}</tr>
`;
}

/** Links the requirement to its sources at the end of the page. */
const citations = ({ sources }: Requirement): Markup =>
  html`${cited(sources).map(({ id, title }, i) => html`${i === 0 ? '' : ', '}<a href="#source-${id}">${title}</a>`)}`;

const at = (place: string | null): Markup | null =>
  place === null ? null : html` <span class="soft">&middot; <code>${place}</code></span>`;

function reasons({ evidence, assertions, by, states, codes }: Requirement): Markup {
  const seen = evidence.map(
    ({ what, place, where }) =>
      html`<li>${words(what)}${where === '' ? null : html`, ${where}`}${at(place)}</li>`,
  );
  const asked = assertions.map(({ title, place }) => html`<li>${words(title)}${at(place)}</li>`);
  const list = (title: string, items: readonly Markup[]) =>
    items.length === 0
      ? null
      : html`<p>${title}</p>
          <ul>
            ${items}
          </ul>`;
  const refused =
    by === 'compiler' && codes.length > 0
      ? html`<p>
          Violations are reported as
          ${codes.map((code, i) => html`${i === 0 ? '' : ', '}<code>${code}</code>`)}.
        </p>`
      : null;
  const nothing =
    seen.length === 0 && states.includes('held') ? html`<p>Nothing in the source violates it.</p>` : null;
  return html`${list('Evidence:', seen)}${nothing}${refused}${list('Checked in the booted image:', asked)}`;
}

/** Renders the first piece of evidence with its place, which is visible without opening the row. */
function shortly({ evidence, by }: Requirement): Markup | null {
  const [first, ...others] = by === 'compiler' ? evidence.filter(({ place }) => place !== null) : evidence;
  if (first === undefined) return null;
  const more = others.length === 0 ? null : html` <span class="nowrap">and ${others.length} more</span>`;
  const what = by === 'compiler' ? null : html`${words(first.what)}${first.place === null ? null : ', '}`;
  return html`<span class="at"
    >${what}${first.place === null ? null : html`<code>${first.place}</code>`}${more}</span
  >`;
}
