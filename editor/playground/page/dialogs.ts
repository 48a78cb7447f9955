import { button, element } from './dom.ts';

/** Shows a dialog until it is closed. The browser keeps the focus in it, and gives it back. */
function show(title: string, ...content: readonly (Node | string)[]): HTMLDialogElement {
  const dialog = element('dialog', { 'aria-label': title, close: () => dialog.remove() });
  const close = button('✕', () => dialog.close(), { name: 'Close' });
  dialog.append(element('div', { class: 'dialog-head' }, element('h2', {}, title), close), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function showText(title: string, ...content: readonly (Node | string)[]): void {
  show(title, element('div', { class: 'dialog-body' }, ...content));
}

/** Lets one of several things be chosen. */
export function choose(
  title: string,
  items: readonly { readonly title: string; readonly run: () => void }[],
): void {
  const list = element(
    'ul',
    { class: 'menu' },
    ...items.map((item) =>
      element(
        'li',
        {},
        button(item.title, () => {
          dialog.close();
          item.run();
        }),
      ),
    ),
  );
  const dialog = show(
    title,
    items.length === 0 ? element('p', {}, 'There is nothing to choose here.') : list,
  );
  list.querySelector('button')?.focus();
}

/** Asks for a text. `wrong` says what is wrong with one, or null. */
export function ask(
  {
    title,
    label,
    value,
    done,
  }: { title: string; label: string; value: string; done: (value: string) => void },
  wrong: (value: string) => string | null,
): void {
  const input = element('input', {
    id: 'asked',
    value,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'asked-wrong',
  });
  const problem = element('p', { id: 'asked-wrong', class: 'wrong', role: 'alert' });
  const form = element(
    'form',
    {
      method: 'dialog',
      submit: (event) => {
        event.preventDefault();
        const asked = input.value.trim();
        const found = wrong(asked);
        if (found === null) {
          // First, since the browser gives the focus back when it closes.
          dialog.close();
          return done(asked);
        }
        problem.textContent = found;
        input.focus();
      },
    },
    element('label', { for: 'asked' }, label),
    input,
    problem,
    element('div', { class: 'dialog-foot' }, element('button', { type: 'submit', class: 'main' }, 'OK')),
  );
  const dialog = show(title, form);
  input.select();
}

/** Says something for a moment, to eyes and ears. */
export function say(text: string): void {
  const place = document.getElementById('said') ?? element('div', { id: 'said', role: 'status' });
  document.body.append(place);
  place.textContent = text;
  place.classList.add('shown');
  setTimeout(() => place.classList.remove('shown'), 4000);
}
