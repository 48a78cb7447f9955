import type { LSPClient } from '@codemirror/lsp-client';
import type { Location } from 'vscode-languageserver';
import { compared } from './baseline.ts';
import type { Texts } from './baseline.ts';
import { button, choice, delayed, element } from './dom.ts';
import { nameOf } from './documents.ts';
import type { Lines } from './marked-lines.ts';
import { OutputTree } from './output-tree.ts';
import { OutputViewer } from './output-viewer.ts';

/** An image, as `vkc/targets` describes it. */
interface ImageInfo {
  readonly root: string;
  readonly image: string;
  readonly stale: boolean;
  readonly targets: readonly {
    readonly name: string;
    readonly system: string;
    readonly variant: string | null;
  }[];
}

/** A file, as `vkc/files` describes it. */
export interface GeneratedFile {
  readonly path: string;
  readonly uri: string;
  readonly text: string;
  readonly executable: boolean;
}

interface GeneratedLines extends Lines {
  readonly path: string;
}

interface Hooks {
  /** A generated line is looked at; it comes from this place, or from none. */
  readonly origin: (place: Location | null, go: boolean) => void;
  /** Another image or target was chosen. */
  readonly chosen: () => void;
}

const ALL = '';

const textsOf = (files: readonly GeneratedFile[]): Texts =>
  new Map(files.map(({ path, text }) => [path, text]));

/** What is generated: choices, the tree, one file of it. */
export class OutputPane {
  readonly box: HTMLElement;
  image: string | null = null;
  target: string | null = null;
  readonly #client: LSPClient;
  readonly #hooks: Hooks;
  readonly #images = choice('Image', (value) => this.#choose({ image: value, target: null }));
  readonly #targets = choice('Target', (value) => this.#choose({ image: this.image, target: value || null }));
  readonly #others = choice('Compare with', (value) => this.#compareWith(value || null));
  readonly #reset = button('Clear marks', () => this.#clear(), {
    name: 'Clear the marks of what has changed',
  });
  readonly #following = element('input', { type: 'checkbox', checked: true });
  readonly #toSource = button('Go to source', () => void this.#origin(this.#viewer.line, true), {
    key: 'Alt+O',
  });
  readonly #note = element('p', { class: 'note', hidden: true });
  readonly #place = element('p', { class: 'links' });
  readonly #tree = new OutputTree((path) => this.open(path));
  readonly #viewer: OutputViewer;
  readonly #follow: ReturnType<typeof delayed>;
  #info: readonly ImageInfo[] = [];
  #files: readonly GeneratedFile[] = [];
  #compared: Texts | null = null;
  #other: string | null = null;
  #path: string | null = null;
  #baselines = new Map<string, Texts>();
  #links: readonly GeneratedLines[] = [];
  #cursor: { readonly uri: string; readonly line: number } | null = null;
  #run = 0;

  constructor(client: LSPClient, hooks: Hooks) {
    this.#client = client;
    this.#hooks = hooks;
    const place = element('div', { class: 'viewer' });
    this.#viewer = new OutputViewer(place, {
      moved: (line) => void this.#origin(line, false),
      toSource: () => void this.#origin(this.#viewer.line, true),
    });
    const followBox = element(
      'label',
      { class: 'choice' },
      this.#following,
      element('span', {}, 'Follow the cursor'),
    );
    this.box = element(
      'section',
      { class: 'output', 'aria-label': 'Output' },
      element(
        'div',
        { class: 'bar' },
        this.#images.box,
        this.#targets.box,
        this.#others.box,
        followBox,
        this.#reset,
      ),
      this.#note,
      element(
        'div',
        { class: 'columns' },
        this.#tree.box,
        element(
          'div',
          { class: 'file-pane' },
          element('div', { class: 'bar path' }, this.#place, this.#toSource),
          place,
        ),
      ),
    );
    this.#follow = delayed(() => void this.#linked(), 90);
  }

  /** Asks for everything again, since the source is another one. */
  async refresh(): Promise<void> {
    const run = ++this.#run;
    const info = (await this.#request<ImageInfo[]>('vkc/targets', {})) ?? [];
    const image = info.find((each) => each.image === this.image) ?? info[0];
    const target = image?.targets.find(({ name }) => name === this.target)?.name ?? null;
    const files = image === undefined ? [] : await this.files(image, target);
    const other = image?.targets.find(({ name }) => name === this.#other)?.name ?? null;
    const compareWith =
      image === undefined || other === null ? null : textsOf(await this.files(image, other));
    if (run !== this.#run) return;
    this.#info = info;
    [this.image, this.target, this.#other] = [image?.image ?? null, target, other];
    this.#files = files;
    this.#compared = compareWith;
    const key = this.#key;
    if (!this.#baselines.has(key) && image !== undefined) this.#baselines.set(key, textsOf(files));
    this.#show();
    await this.#linked();
  }

  /** The files of an image's tree, or of one target. */
  async files(
    { root, image }: { root: string; image: string },
    target: string | null,
  ): Promise<GeneratedFile[]> {
    return (await this.#request<GeneratedFile[]>('vkc/files', { root, image, target })) ?? [];
  }

  get images(): readonly ImageInfo[] {
    return this.#info;
  }

  /** Begins anew: nothing has changed yet. */
  forget(): void {
    this.#baselines.clear();
    this.#path = null;
    this.#other = null;
  }

  /** Shows a file, on request at a line and with the focus in it. */
  open(path: string, line: number | null = null): void {
    this.#path = path;
    this.#show();
    if (line !== null) this.#viewer.scrollTo(line, true);
    else this.#mark(true);
  }

  /** The cursor is on a line of a source. */
  follow(uri: string, line: number): void {
    if (this.#cursor?.uri === uri && this.#cursor.line === line) return;
    this.#cursor = { uri, line };
    this.#follow();
  }

  /** Goes to what comes from the line of the cursor. Returns whether there is anything. */
  async goToLinked(): Promise<boolean> {
    await this.#linked();
    const link = this.#links.find(({ path }) => path === this.#path) ?? this.#links[0];
    if (link === undefined) return false;
    this.open(link.path, link.from);
    return true;
  }

  /** Whether the output is that of an earlier text, whose lines are no longer known. */
  get #stale(): boolean {
    return this.#info.find(({ image }) => image === this.image)?.stale ?? true;
  }

  get #key(): string {
    return JSON.stringify([this.image, this.target]);
  }

  #choose({ image, target }: { image: string | null; target: string | null }): void {
    [this.image, this.target, this.#other] = [image, target, null];
    this.#hooks.chosen();
    void this.refresh();
  }

  #compareWith(other: string | null): void {
    this.#other = other;
    const first = this.#info
      .find(({ image }) => image === this.image)
      ?.targets.find(({ name }) => name !== other);
    // The whole tree is compared with nothing: two targets are.
    if (other !== null && this.target === null) this.target = first?.name ?? null;
    void this.refresh();
  }

  #clear(): void {
    this.#baselines = new Map([[this.#key, textsOf(this.#files)]]);
    this.#show();
  }

  #show(): void {
    const image = this.#info.find((each) => each.image === this.image);
    const targets = (image?.targets ?? []).map(
      ({ name, system, variant }) => [name, variant === null ? system : `${system}, ${variant}`] as const,
    );
    this.#images.box.hidden = this.#info.length < 2;
    this.#images.show(
      this.#info.map((each) => [each.image, each.image]),
      this.image ?? '',
    );
    this.#targets.box.hidden = targets.length < 2;
    this.#targets.show([[ALL, `All ${targets.length} targets`], ...targets], this.target ?? ALL);
    this.#others.box.hidden = targets.length < 2;
    this.#others.show(
      [[ALL, 'Nothing'], ...targets.filter(([name]) => name !== this.target)],
      this.#other ?? ALL,
    );
    this.#note.hidden = image !== undefined && !image.stale;
    this.#note.textContent =
      image === undefined
        ? 'There is no output yet. It appears when the sources have an image and no errors.'
        : 'The sources have errors. This is the output of the last version without any.';
    const own = textsOf(this.#files);
    const comparing = this.#compared !== null;
    const before = this.#compared ?? this.#baselines.get(this.#key) ?? own;
    const marks = compared(comparing ? own : before, comparing ? before : own);
    const items = [...marks]
      .filter(([, mark]) => !comparing || mark !== 'same')
      .map(([path, mark]) => ({ path, mark, linked: comparing ? 0 : this.#count(path) }));
    this.#toSource.hidden = comparing;
    this.#reset.hidden = comparing || items.every(({ mark }) => mark === 'same');
    if (!items.some(({ path }) => path === this.#path))
      this.#path = firstOf(
        items.map(({ path }) => path),
        this.image,
      );
    this.#tree.show(items, this.#path, comparing);
    const path = this.#path ?? '';
    this.#viewer.show({
      path,
      text: (comparing ? before : own).get(path) ?? '',
      before: (comparing ? own : before).get(path) ?? null,
      comparing,
    });
    this.#describe();
  }

  #count(path: string): number {
    return this.#links
      .filter((each) => each.path === path)
      .reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  /** Looks up what comes from the line of the cursor. */
  async #linked(): Promise<void> {
    const [cursor, { image, target }] = [this.#cursor, this];
    const root = this.#info.find((each) => each.image === image)?.root;
    if (cursor === null || image === null || root === undefined) return;
    const { uri, line } = cursor;
    const found =
      nameOf(uri) === null || this.#stale
        ? null
        : await this.#request<GeneratedLines[]>('vkc/generatedFrom', {
            textDocument: { uri },
            line,
            root,
            image,
            target,
          });
    if (cursor !== this.#cursor || image !== this.image || target !== this.target) return;
    this.#links = (found ?? []).toSorted((a, b) => rank(a.path) - rank(b.path));
    const [first] = this.#links;
    const there = this.#links.some(({ path }) => path === this.#path);
    if (this.#following.checked && first !== undefined && !there && this.#compared === null)
      this.#path = first.path;
    this.#show();
    this.#mark(!this.#viewer.view.hasFocus);
  }

  #mark(scroll: boolean): void {
    this.#viewer.link(
      this.#compared === null ? this.#links.filter(({ path }) => path === this.#path) : [],
      scroll,
    );
  }

  /** Says which file is shown, and where else the line of the cursor leads. */
  #describe(): void {
    const parts: (Node | string)[] = [element('b', {}, this.#path ?? '')];
    if (this.#compared !== null) parts.push(` ${this.target} → ${this.#other}`);
    else if (this.#cursor !== null && this.#links.length > 0) {
      parts.push(` Line ${this.#cursor.line + 1} of ${nameOf(this.#cursor.uri)} gives `);
      const byPath = new Map(this.#links.toReversed().map((each) => [each.path, each]));
      const links = [...byPath.values()].toReversed().slice(0, 4);
      links.forEach((link, i) => {
        if (i > 0) parts.push(', ');
        const name = `${link.path.split('/').slice(-3).join('/')}:${link.from + 1}`;
        parts.push(button(name, () => this.open(link.path, link.from), { more: { class: 'link' } }));
      });
      if (byPath.size > links.length) parts.push(` and ${byPath.size - links.length} more files`);
    }
    this.#place.replaceChildren(...parts);
  }

  async #origin(line: number, go: boolean): Promise<void> {
    const file = this.#files.find(({ path }) => path === this.#path);
    if (file === undefined || this.#compared !== null) return;
    this.#hooks.origin(await this.#request<Location>('vkc/sourceOf', { uri: file.uri, line }), go);
  }

  #request<T>(method: string, params: object): Promise<T | null> {
    this.#client.sync();
    return this.#client.request<object, T | null>(method, params).catch(() => null);
  }
}

/** What is done on the machine comes before what describes it. */
const ORDER = [/^playbook\/(provision|service)_roles\/.*\/tasks\//, /^playbook\//, /\.pkr\.hcl$/];

const rank = (path: string): number => ORDER.findIndex((each) => each.test(path)) + 1 || ORDER.length + 1;

/** The file to begin with. */
function firstOf(paths: readonly string[], image: string | null): string | null {
  return paths.find((path) => path === `${image}.pkr.hcl`) ?? paths[0] ?? null;
}
