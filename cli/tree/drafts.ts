import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { CompileOptions } from '../../compiler/options.ts';
import type { Image } from '../../compiler/model/ir.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import type { RenderContext } from '../../emit/output.ts';
import { renderImage } from '../../emit/render.ts';
import { TreePacks } from '../../emit/tree/pack.ts';
import type { TreeFiles } from '../../emit/tree/pack.ts';
import type { TreeAbove } from '../../emit/tree/pipelines.ts';
import { pinning, pluginVersions } from '../lock/apply.ts';
import { imageNeeds, joinNeeds } from '../lock/needs.ts';
import type { ImageNeeds } from '../lock/needs.ts';
import type { Compiled, ProjectInput, Recorded } from '../project/compile.ts';
import { supportOf } from '../project/ended.ts';
import type { Support } from '../project/ended.ts';
import type { LockedProject } from '../project/stale-lock.ts';
import { ImageStore } from '../project/image-store.ts';
import type { RuleSettings } from '../../compiler/sdk/rule.ts';
import type { Args } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';

/** With more sources than this, memory counts for more than the time to clear it. */
const MANY = 500;

/** What is known of a tree whether it is rendered or not, as plain data. */
export interface TreeFacts {
  /** Names of the targets. */
  readonly targets: readonly string[];
  readonly support: readonly Support[];
  readonly above: TreeAbove;
  /** How many files it has. */
  readonly count: number;
  /** What its image needs from elsewhere; null where no lock pins it. */
  readonly needs: ImageNeeds | null;
}

/** A tree before it is written. */
export interface TreeDraft extends TreeFacts {
  /** Of the image. */
  readonly name: string;
  /** The absolute path of the project. */
  readonly root: string;
  readonly rules: RuleSettings;
  /** Null when the tree in its folder is known to be as it would be written. */
  readonly files: TreeFiles | null;
}

/** Renders images to drafts of their trees, one by one, so that the images need not stay in memory. */
export class TreeDrafts {
  /** Milliseconds that rendering took. */
  time = 0;
  readonly out: string;
  readonly #ci: Image['ci']['pipeline'] | null;
  readonly #args: Args;
  readonly #io: Io;
  readonly #packs = new TreePacks();
  readonly #drafts = new Map<string, TreeDraft>();
  readonly #stores = new Map<string, ImageStore<TreeFacts>>();

  constructor(args: Args, io: Io) {
    this.out = resolve(io.cwd, args.value('out') ?? 'out');
    this.#ci = args.value('ci') as Image['ci']['pipeline'] | null;
    this.#args = args;
    this.#io = io;
  }

  /** Options of the compiler by which images are taken, and not compiled if their trees are known to be up to date. */
  taking({
    root,
    rules,
    lock,
    packages,
    cached,
    options,
  }: ProjectInput): Pick<CompileOptions, 'recall' | 'take'> {
    // Otherwise V8 lets the heap grow to a multiple of what is in use before it looks for what is not.
    if (options.entries.length > MANY) setFlagsFromString('--heap-growing-percent=15');
    const store = this.#mayRecall
      ? ImageStore.open<TreeFacts>(this.#io, root, this.out, [this.#ci, keyOf(options), lock])
      : null;
    if (store !== null) this.#stores.set(root, store);
    const locked = lock === null ? null : { pin: pinning(lock), plugins: pluginVersions(lock) };
    return {
      take: (image, context) => {
        if (locked === null) return this.#add(image, { ...context, cached }, { root, rules, needs: null });
        const { pin, plugins } = locked;
        const needs = imageNeeds(image, context.contents, packages);
        this.#add(pin(image), { ...context, plugins, cached }, { root, rules, needs });
      },
      ...(store !== null && { recall: store.recall }),
    };
  }

  /** What is compared with the trees, or printed, is rendered. */
  get #mayRecall(): boolean {
    const all = ['dry-run', 'diff', 'check', 'stdout', 'force', 'prune', 'watch'];
    return this.#io.store !== undefined && !all.some((option) => this.#args.has(option));
  }

  /** The drafts of all images, in order of name. */
  of(images: readonly Compiled[], names: readonly Pick<Recorded, 'root' | 'rules' | 'name'>[]): TreeDraft[] {
    for (const { image, result, root, rules, lock, cached } of images) {
      const plugins = lock === null ? {} : { plugins: pluginVersions(lock) };
      this.#add(image, { ...result, ...plugins, cached }, { root, rules, needs: null });
    }
    return names.map(({ root, rules, name }) => {
      const made = this.#drafts.get(name);
      if (made !== undefined) return made;
      return { name, root, rules, files: null, ...this.#stores.get(root)!.facts(name) };
    });
  }

  /** The projects of trees, and what each needs from elsewhere. */
  locked(drafts: readonly TreeDraft[], records: readonly Recorded[]): LockedProject[] {
    return [...new Map(records.map((each) => [each.root, each])).values()].map(
      ({ root, lock, sources, packages }) => {
        const own = drafts.filter((draft) => draft.root === root);
        return {
          root,
          lock,
          packages,
          needs: () =>
            joinNeeds(
              own.flatMap(({ needs }) => needs ?? []),
              sources,
              packages,
            ),
        };
      },
    );
  }

  /** Remembers the images, whose trees have been written. */
  remember(drafts: readonly TreeDraft[], records: readonly Recorded[]): void {
    const made = new Map(drafts.map((draft) => [draft.name, draft]));
    for (const [root, store] of this.#stores) {
      const own = records.filter((each) => each.root === root);
      store.save(
        own.map(({ record }) => {
          const { files, targets, support, above, count, needs } = made.get(record.name)!;
          return { record, facts: { targets, support, above, count, needs }, isNew: files !== null };
        }),
      );
    }
  }

  #add(
    image: Image,
    context: RenderContext,
    { root, rules, needs }: Pick<TreeDraft, 'root' | 'rules' | 'needs'>,
  ): void {
    const start = performance.now();
    const wanted = this.#ci === null ? image : { ...image, ci: { ...image.ci, pipeline: this.#ci } };
    const files = this.#packs.pack(image.name, renderImage(wanted, packerAnsible, context));
    this.#drafts.set(image.name, {
      name: image.name,
      root,
      rules,
      targets: image.targets.map(({ name }) => name),
      support: supportOf(image),
      above: packerAnsible.above({ ...wanted, cached: context.cached }, this.out),
      count: files.count,
      needs,
      files,
    });
    this.time += performance.now() - start;
  }
}

/** All that an image depends on beside the files, with what the settings of its project say. */
const keyOf = (options: CompileOptions): string =>
  JSON.stringify({ ...options, host: null, entries: null }, (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );

/** Drafts of images that are compiled already. */
export function draftsOf(images: readonly Compiled[], args: Args, io: Io): TreeDraft[] {
  const names = images.map(({ root, rules, image: { name } }) => ({ root, rules, name }));
  return new TreeDrafts(args, io).of(images, names);
}
