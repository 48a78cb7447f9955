import { ask, choose } from './dialogs.ts';
import { button, element } from './dom.ts';
import { nameOf, uriOf } from './documents.ts';
import type { Documents } from './documents.ts';

/** The files of the project as tabs, and what can be done with them. */
export class Tabs {
  readonly box: HTMLElement;
  readonly #list = element('div', {
    class: 'tabs',
    role: 'tablist',
    'aria-label': 'Sources',
    keydown: (event) => this.#key(event as KeyboardEvent),
  });
  readonly #documents: Documents;
  readonly #removed: (uri: string) => void;

  constructor(documents: Documents, removed: (uri: string) => void) {
    this.#documents = documents;
    this.#removed = removed;
    this.box = element(
      'div',
      { class: 'bar' },
      this.#list,
      button('+', () => this.#add(), { name: 'Add a file' }),
      button('⋯', () => this.#more(), { name: 'Rename or remove this file' }),
    );
  }

  show(): void {
    const { shown, files } = this.#documents;
    const own = this.#documents.names.map(uriOf);
    const library = files.map(({ uri }) => uri).filter((uri) => nameOf(uri) === null);
    const hadFocus = this.#list.contains(document.activeElement);
    const tabs = [...own, ...library].map((uri) => {
      const selected = uri === shown?.uri;
      return element(
        'button',
        {
          type: 'button',
          role: 'tab',
          'aria-selected': String(selected),
          'aria-controls': 'source-editor',
          tabindex: selected ? '0' : '-1',
          click: () => this.#documents.show(uri),
        },
        nameOf(uri) ?? uri,
      );
    });
    this.#list.replaceChildren(...tabs);
    const current = tabs.find((tab) => tab.getAttribute('aria-selected') === 'true');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (hadFocus) current?.focus();
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const tabs = [...this.#list.children] as HTMLElement[];
    const at = tabs.findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
    event.preventDefault();
    tabs.at((at + step) % tabs.length)?.click();
  }

  #problem(name: string, own: string | null): string | null {
    if (name === own) return null;
    if (!/^[\w.-]+(\/[\w.-]+)*$/.test(name) || /(^|\/)\.\.?(\/|$)/.test(name))
      return 'Use letters, digits, ".", "-", "_", and "/" between folders.';
    return this.#documents.names.includes(name) ? 'There is a file of this name.' : null;
  }

  #add(): void {
    const done = (name: string) => {
      this.#documents.add(uriOf(name), '');
      this.#documents.show(uriOf(name));
      this.#documents.view?.focus();
    };
    ask(
      { title: 'Add a file', label: 'Path, such as roles.vkimage or files/app.conf', value: '', done },
      (name) => this.#problem(name, null),
    );
  }

  #more(): void {
    const uri = this.#documents.shown?.uri;
    if (uri === undefined) return;
    const name = nameOf(uri);
    const remove = () => {
      this.#documents.remove(uri);
      this.#removed(uri);
    };
    if (name === null) return choose(uri, [{ title: 'Close this text of the library', run: remove }]);
    const items = [{ title: 'Rename …', run: () => this.#rename(name) }];
    if (this.#documents.names.length > 1) items.push({ title: 'Remove', run: remove });
    choose(name, items);
  }

  #rename(name: string): void {
    const done = (fresh: string) => {
      if (fresh === name) return;
      const text = this.#documents.texts[name] ?? '';
      this.#documents.add(uriOf(fresh), text);
      this.#documents.show(uriOf(fresh));
      this.#documents.remove(uriOf(name));
      this.#removed(uriOf(name));
    };
    ask({ title: `Rename ${name}`, label: 'New path', value: name, done }, (fresh) =>
      this.#problem(fresh, name),
    );
  }
}
