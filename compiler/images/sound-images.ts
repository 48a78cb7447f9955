import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Collected } from '../diagnostics/shared.ts';
import { baseOf } from '../language/base-image.ts';
import { usesIn } from '../language/free-names.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { Image } from '../model/ir.ts';

/** Tells which images no error is about, so that what rules find in them does not follow from one. */
export class SoundImages {
  readonly #modules: Modules;
  readonly #reaches = new Map<string, Reach>();
  /** The image or role that a mistake is in, by its place; null where it is in none of them. */
  readonly #places = new Map<Span, Placed | null>();

  constructor(modules: Modules) {
    this.#modules = modules;
  }

  of<I extends Placeable>(images: readonly I[], errors: readonly Collected[]): I[] {
    if (errors.length === 0) return [...images];
    const concerned = new Set(errors.flatMap((each) => each.images));
    const general = errors.filter((each) => each.images.length === 0);
    const places = general.flatMap(({ diagnostic }) => this.#placed(diagnostic.span) ?? []);
    return images.filter((image) => !concerned.has(image.name) && !this.#isTouched(image, places));
  }

  /**
   * The images that may come to something else than they did without these errors, which are about no image: something is wrong in what they
   * are made of. Syntax that is wrong between declarations leaves these as they are.
   */
  touched<I extends Placeable>(images: readonly I[], errors: readonly Collected[]): I[] {
    const places = errors.flatMap(({ diagnostic: { span, code } }) => {
      const placed = this.#placed(span);
      return placed === null || (placed.isBetween && code.startsWith('VK01')) ? [] : placed;
    });
    return images.filter((image) => this.#isTouched(image, places));
  }

  #isTouched(image: Placeable, places: readonly Placed[]): boolean {
    const module = this.#modules.named(image.origin.file);
    const declaration = module?.blocks.image.get(image.name);
    if (module === null || declaration === undefined) return true;
    if (places.length === 0) return false;
    const { files, blocks } = this.#reachOf(declaration, module);
    return places.some(({ file, within }) => files.has(file) && (within === null || blocks.has(within)));
  }

  #reachOf(declaration: BlockDeclaration, module: Module): Reach {
    const key = keyOf(declaration);
    let reach = this.#reaches.get(key);
    if (reach === undefined) this.#reaches.set(key, (reach = reachOf(declaration, module, this.#modules)));
    return reach;
  }

  /** Null for a place outside of all modules. */
  #placed(span: Span): Placed | null {
    let placed = this.#places.get(span);
    if (placed === undefined) {
      const module = this.#modules.named(span.file);
      this.#places.set(span, (placed = module === null ? null : placedIn(module, span)));
    }
    return placed;
  }
}

type Placeable = Pick<Image, 'name' | 'origin'>;

interface Placed {
  readonly file: string;
  /** The image or role that it is in, by `keyOf`. */
  readonly within: string | null;
  /** Outside of all declarations and imports. */
  readonly isBetween: boolean;
}

/** By its name and not by its tree, which may be read anew. */
const keyOf = ({ node, name, span }: BlockDeclaration): string => `${node} ${name.text}\0${span.file}`;

/** A mistake in an image or a role concerns only what is made of it; one beside these concerns the whole file. */
function placedIn(module: Module, { file, start, end }: Span): Placed {
  const blocks = [...module.blocks.image.values(), ...module.blocks.role.values()];
  const within = blocks.find(({ span }) => span.start <= start && end <= span.end);
  const { imports, declarations } = module.syntax;
  const isBetween = ![...imports, ...declarations].some(({ span }) => span.start < end && start < span.end);
  return { file, within: within === undefined ? null : keyOf(within), isBetween };
}

/** What an image is made of. */
interface Reach {
  readonly files: ReadonlySet<string>;
  /** By `keyOf`. */
  readonly blocks: ReadonlySet<string>;
}

function reachOf(image: BlockDeclaration, home: Module, modules: Modules): Reach {
  const files = new Set<string>();
  const visit = (module: Module): void => {
    if (files.has(module.file)) return;
    files.add(module.file);
    module.imports.forEach(visit);
  };
  visit(home);
  const blocks = new Set([keyOf(image)]);
  const queue = [{ block: image, module: home }];
  for (const { block, module } of queue) {
    const base = block.node === 'image' ? baseOf(block) : null;
    const lower = base === null ? null : modules.find(module, 'image', base.text);
    if (lower !== null && !blocks.has(keyOf(lower.declaration))) {
      blocks.add(keyOf(lower.declaration));
      queue.push({ block: lower.declaration, module: lower.module });
    }
    for (const use of usesIn(block.body.members)) {
      const found = modules.find(module, 'role', use.role.text);
      if (found === null || blocks.has(keyOf(found.declaration))) continue;
      blocks.add(keyOf(found.declaration));
      visit(found.module);
      queue.push({ block: found.declaration, module: found.module });
    }
  }
  return { files, blocks };
}
