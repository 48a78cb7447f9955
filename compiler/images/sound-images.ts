import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { Collected } from '../diagnostics/shared.ts';
import { baseOf } from '../language/base-image.ts';
import { usesIn } from '../language/free-names.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import type { Image } from '../model/ir.ts';

/** The images that no error is about, so that what rules find in them does not follow from one. */
export function soundImages<I extends Pick<Image, 'name' | 'origin'>>(
  images: readonly I[],
  errors: readonly Collected[],
  modules: Modules,
): I[] {
  if (errors.length === 0) return [...images];
  const concerned = new Set(errors.flatMap((each) => each.images));
  const others = errors.filter((each) => each.images.length === 0).map(({ diagnostic }) => diagnostic.span);
  return images.filter((image) => {
    if (concerned.has(image.name)) return false;
    const module = modules.all().find(({ file }) => file === image.origin.file);
    const declaration = module?.blocks.image.get(image.name);
    if (module === undefined || declaration === undefined) return false;
    const reach = reachOf(declaration, module, modules);
    return !others.some((span) => concerns(span, reach));
  });
}

/** What an image is made of. */
interface Reach {
  readonly files: ReadonlyMap<string, Module>;
  readonly blocks: ReadonlySet<BlockDeclaration>;
}

function reachOf(image: BlockDeclaration, home: Module, modules: Modules): Reach {
  const files = new Map<string, Module>();
  const visit = (module: Module): void => {
    if (files.has(module.file)) return;
    files.set(module.file, module);
    module.imports.forEach(visit);
  };
  visit(home);
  const blocks = new Set([image]);
  const queue = [{ block: image, module: home }];
  for (const { block, module } of queue) {
    const base = block.node === 'image' ? baseOf(block) : null;
    const lower = base === null ? null : modules.find(module, 'image', base.text);
    if (lower !== null && !blocks.has(lower.declaration)) {
      blocks.add(lower.declaration);
      queue.push({ block: lower.declaration, module: lower.module });
    }
    for (const use of usesIn(block.body.members)) {
      const found = modules.find(module, 'role', use.role.text);
      if (found === null || blocks.has(found.declaration)) continue;
      blocks.add(found.declaration);
      visit(found.module);
      queue.push({ block: found.declaration, module: found.module });
    }
  }
  return { files, blocks };
}

/** Whether a mistake is in what an image is made of: not in another image, and not in a role that it does not use. */
function concerns({ file, start, end }: Span, { files, blocks }: Reach): boolean {
  const module = files.get(file);
  if (module === undefined) return false;
  const within = [...module.blocks.image.values(), ...module.blocks.role.values()].find(
    ({ span }) => span.start <= start && end <= span.end,
  );
  return within === undefined || blocks.has(within);
}
