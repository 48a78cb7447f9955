type Attribute = string | boolean | ((event: Event) => void);

/** An element. Attributes that are functions listen to the event of that name; `true` is an attribute without a value, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** A button with a text, or with a sign and a name that is read out. */
export function button(
  text: string,
  click: () => void,
  { name, key, more = {} }: { name?: string; key?: string; more?: Readonly<Record<string, Attribute>> } = {},
): HTMLButtonElement {
  const title = [name ?? text, key === undefined ? '' : `(${key})`].join(' ').trim();
  const hint = name === undefined && key === undefined ? {} : { title };
  return element(
    'button',
    { type: 'button', ...hint, ...(name !== undefined && { 'aria-label': name }), click, ...more },
    text,
  );
}

/** A text with what stands in backticks as code. */
export const withCode = (text: string): (Node | string)[] =>
  text.split('`').map((part, i) => (i % 2 === 1 ? element('code', {}, part) : part));

/** A text for those who hear the page. */
export const spoken = (text: string): HTMLElement => element('span', { class: 'spoken' }, text);

/** A select with its label. An option is a value with its text. */
export function choice(
  label: string,
  change: (value: string) => void,
): {
  readonly box: HTMLLabelElement;
  show(options: readonly (readonly [value: string, text: string])[], value: string): void;
} {
  const select = element('select', { change: () => change(select.value) });
  let shown = '';
  return {
    box: element('label', { class: 'choice' }, element('span', {}, label), select),
    show(options, value) {
      const key = JSON.stringify(options);
      // An open list must not close because nothing changed.
      if (key !== shown)
        select.replaceChildren(...options.map(([each, text]) => element('option', { value: each }, text)));
      shown = key;
      select.value = value;
    },
  };
}

/** Runs something when nothing has asked for it for a while. */
export function delayed(run: () => void, pause: number): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(run, pause);
  };
  return Object.assign(ask, { cancel: () => clearTimeout(timer) });
}
