import type { Image } from '../../compiler/model/ir.ts';
import type { Body } from '../text/hcl.ts';
import type { Sources } from './builder.ts';
import type { BuilderName } from '../../compiler/model/builder-names.ts';
import { addAll, systems } from './settings.ts';

/** A builder of an image, with what its sources say. */
export interface UsedSources {
  readonly name: BuilderName;
  /** With the targets of that builder only. */
  readonly image: Image;
  readonly sources: Sources;
}

/** The `source` blocks, one for each builder and system, after the locals that more than one of them uses. */
export function addSources(root: Body, image: Image, used: readonly UsedSources[]): void {
  const locals = used.flatMap(({ sources }) => sources.locals);
  if (locals.length > 0) addAll(root.block('locals', [], image.origin), locals);
  for (const { name, image: own, sources } of used) {
    for (const os of systems(own)) {
      const { origin } = own.targets.find((target) => target.os.source === os.source)!;
      addAll(root.block('source', [name, os.source], origin), sources.ofSource(os));
    }
  }
}
