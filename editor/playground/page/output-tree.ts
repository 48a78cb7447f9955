import { element, spoken } from './dom.ts';
import type { Mark } from './baseline.ts';

/** A file in the list. */
export interface TreeItem {
  readonly path: string;
  readonly mark: Mark;
  /** How many of its lines come from the line of the cursor. */
  readonly linked: number;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: TreeItem[];
}

/** A path that may be broken behind each slash. */
const breakable = (path: string): (Node | string)[] =>
  path.split(/(?<=\/)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));

/** What a mark says, by whether two targets are compared. */
const MARKS: Readonly<Record<Mark, readonly [sign: string, edited: string, compared: string]>> = {
  added: ['A', 'added', 'only on the second target'],
  changed: ['M', 'changed', 'differs'],
  removed: ['D', 'removed', 'only on the first target'],
  same: ['', '', ''],
};

/** The files of the output, as folders that open and close. */
export class OutputTree {
  readonly box = element('nav', { class: 'tree', 'aria-label': 'Files of the output' });
  readonly #choose: (path: string) => void;
  readonly #closed = new Set<string>();
  #shown = '';

  constructor(choose: (path: string) => void) {
    this.#choose = choose;
  }

  show(items: readonly TreeItem[], current: string | null, comparing: boolean): void {
    const key = JSON.stringify([items, current, comparing]);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['path'];
    const hadFocus = this.box.contains(document.activeElement);
    const root: Folder = { folders: new Map(), files: [] };
    for (const item of items) {
      let folder = root;
      for (const part of item.path.split('/').slice(0, -1)) {
        const next = folder.folders.get(part) ?? { folders: new Map(), files: [] };
        folder.folders.set(part, next);
        folder = next;
      }
      folder.files.push(item);
    }
    this.box.replaceChildren(this.#list(root, '', current, comparing));
    if (hadFocus && focused !== undefined)
      this.box.querySelector<HTMLElement>(`[data-path="${CSS.escape(focused)}"]`)?.focus();
  }

  #list({ folders, files }: Folder, above: string, current: string | null, comparing: boolean): HTMLElement {
    const below = [...folders].map(([name, folder]) => {
      let [label, inner] = [name, folder];
      // A folder that has only another one is shown with it.
      while (inner.files.length === 0 && inner.folders.size === 1) {
        const [[next, only]] = inner.folders as unknown as [[string, Folder]];
        label += `/${next}`;
        inner = only;
      }
      const path = above + label;
      const details = element(
        'details',
        { open: !this.#closed.has(path), toggle: () => this.#toggled(path, details.open) },
        element('summary', { 'data-path': path }, ...breakable(label)),
        this.#list(inner, `${path}/`, current, comparing),
      );
      return element('li', {}, details);
    });
    return element(
      'ul',
      {},
      ...below,
      ...files.map((item) => element('li', {}, this.#file(item, current, comparing))),
    );
  }

  #toggled(path: string, open: boolean): void {
    if (open) this.#closed.delete(path);
    else this.#closed.add(path);
  }

  #file({ path, mark, linked }: TreeItem, current: string | null, comparing: boolean): HTMLElement {
    const [sign, edited, compared] = MARKS[mark];
    const said = comparing ? compared : edited;
    const found = element(
      'button',
      {
        type: 'button',
        class: `file ${mark}`,
        'data-path': path,
        'aria-current': path === current ? 'true' : false,
        click: () => this.#choose(path),
      },
      element('span', { class: 'name' }, path.split('/').at(-1)!),
    );
    if (linked > 0) {
      const lines = `${linked} ${linked === 1 ? 'line' : 'lines'} from the line of the cursor`;
      found.append(
        element('span', { class: 'count', title: lines, 'aria-hidden': 'true' }, String(linked)),
        spoken(`, ${lines}`),
      );
    }
    if (sign !== '') {
      found.append(
        element('b', { class: mark, title: said, 'aria-hidden': 'true' }, sign),
        spoken(`, ${said}`),
      );
    }
    return found;
  }
}
