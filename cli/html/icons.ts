import type { State } from './states.ts';
import { ORDER, STATES } from './states.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Marks text that is HTML already. */
export const raw = (text: string): Markup => html([text] as unknown as TemplateStringsArray);

const SHAPES: Readonly<Record<State, string>> = {
  held: '<path d="m5 9.3 2.7 2.7L13 6.6"/>',
  boot: '<path d="M9 4.6v4M6.2 6.2a4 4 0 1 0 5.6 0"/>',
  allowed: '<path d="M6.2 13V5.2h5.6L10.3 8l1.5 2.8H6.2"/>',
  warned: '<path d="M9 5v4.6M9 12.4v.2"/>',
  noted: '<path d="M9 8.4v4.4M9 5.4v.2"/>',
  broken: '<path d="m6 6 6 6M12 6l-6 6"/>',
  unasked: '<path d="M6 9h6"/>',
};

/** The icons of all states, as SVG symbols to be defined once per page. */
export function icons(): Markup {
  const symbols = ORDER.map(
    (state) =>
      `<symbol id="${state}" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="currentColor" fill-opacity=".14"/><g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${SHAPES[state]}</g></symbol>`,
  );
  return raw(
    `<svg width="0" height="0" style="position:absolute" aria-hidden="true">${symbols.join('')}</svg>`,
  );
}

export const icon = (state: State, silent = false): Markup =>
  silent
    ? html`<svg class="i ${state}" aria-hidden="true"><use href="#${state}" /></svg>`
    : html`<svg class="i ${state}" role="img" aria-label="${STATES[state].word}">
        <title>${STATES[state].word}</title>
        <use href="#${state}" />
      </svg>`;
