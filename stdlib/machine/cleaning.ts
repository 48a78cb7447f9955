import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import type { Thing } from '../../compiler/sdk/effects.ts';
import { textsIn } from '../../compiler/model/value.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { folderOf } from '../shared/effects.ts';
import { stepsOf } from './history.ts';
import type { Step } from './history.ts';
import { mentions } from './state.ts';

/** Something that an author puts into the image, and that the last role takes away. */
export interface Cleaned {
  readonly at: PlacedResource;
  readonly path: string;
  readonly fate: 'removed' | 'emptied';
  readonly by: PlacedResource;
}

/** What the author's resources make and the last role takes away, as long as nothing used it in between. */
export function* cleanedOf(context: RuleContext): Generator<Cleaned> {
  const { last } = context.image.implicit_roles;
  const steps = stepsOf(context).filter(({ at }) => at.phase === 'provision');
  const first = steps.findIndex(({ at }) => at.run.name === last);
  if (first < 0) return;
  const taking = steps.slice(first).filter(({ effects }) => effects.takes !== undefined);
  for (const [i, { at, effects }] of steps.slice(0, first).entries()) {
    if (isLibraryFile(at.resource.origin.file)) continue;
    for (const thing of effects.makes ?? []) {
      const found = takenFrom(thing, taking);
      if (found === null || (found.fate === 'emptied' && isEmpty(at))) continue;
      if (isUsed(thing.name, steps.slice(i + 1, first))) continue;
      yield { at, path: thing.name, ...found };
      // What is inside of it goes with it.
      break;
    }
  }
}

function takenFrom({ what, name }: Thing, taking: readonly Step[]): Pick<Cleaned, 'fate' | 'by'> | null {
  if (what !== 'file' && what !== 'folder') return null;
  for (const { at, effects } of taking) {
    const fate = effects.takes!(name, what);
    if (fate !== null) return { fate, by: at };
  }
  return null;
}

/** A file that is made only to have an owner and a mode. */
function isEmpty({ resource }: PlacedResource): boolean {
  const content = resource.attributes.get('content');
  return content?.type === 'string' && content.value.trim() === '';
}

/** Folders that everyone uses: to name one of them is not to name what is in it. */
const SHARED = /^\/(?:tmp|var\/tmp|var\/log|root|etc|home\/[^/]+)?$/;

/** Whether a later resource works with a path: names it, its name, or all that is in its folder. */
function isUsed(path: string, later: readonly Step[]): boolean {
  const folder = folderOf(path);
  const names = [
    path,
    path.slice(folder.length).replace(/^\//, ''),
    ...(SHARED.test(folder) ? [] : [folder]),
  ];
  return later.some(({ at: { resource } }) => {
    if (isLibraryFile(resource.origin.file)) return false;
    const texts = [
      resource.label,
      ...[...resource.attributes.values()].flatMap((value) => textsIn(value).map((text) => text.value)),
    ];
    return texts.some((text) => names.some((name) => mentions(text, name)) || text.includes(`${folder}/*`));
  });
}
