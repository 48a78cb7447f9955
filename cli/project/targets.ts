import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import { displayName } from './find.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import type { Target } from '../../compiler/model/ir.ts';
import { usageFailure } from '../shell/args.ts';
import type { Compiled } from './compile.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

/** A target, and the compilation that it comes from. */
export interface CompiledTarget extends Compiled {
  readonly target: Target;
}

/** The short form of a target: `ubuntu2404`, or `ubuntu2404/large`. */
function kindName({ os, variant }: Target): string {
  return variant === null ? os.name : `${os.name}/${variant}`;
}

/** Returns the targets with these names, or a failure for the first name that matches none. */
export function findTargets(
  names: readonly string[],
  images: readonly Compiled[],
): CompiledTarget[] | Failure {
  const targets: CompiledTarget[] = [];
  for (const name of names) {
    const found = findTarget(name, images);
    if (isFailure(found)) return found;
    targets.push(found);
  }
  return targets;
}

/**
 * Finds a target by its name, or by its system with or without a variant. The failure lists the targets that
 * exist.
 */
function findTarget(wanted: string, images: readonly Compiled[]): CompiledTarget | Failure {
  const all = images.flatMap((compiled) => compiled.image.targets.map((target) => ({ ...compiled, target })));
  const named = all.find(({ target }) => target.name === wanted);
  if (named !== undefined) return named;
  const plain = wanted.replace(/\/plain$/, '');
  const matching = all.filter(({ target }) => kindName(target) === plain);
  if (matching.length === 1) return matching[0]!;
  if (matching.length > 1) {
    const names = matching.map(({ target }) => target.name).join(', ');
    return {
      exit: EXIT.usage,
      message: `${wanted} names several targets.`,
      hint: `Name one of them: ${names}.`,
    };
  }
  const known = all.flatMap(({ target }) => [target.name, kindName(target)]);
  const near = suggest(wanted, known);
  return usageFailure(
    `There is no target \`${wanted}\`.`,
    near === null ? '`vkc targets` lists the targets.' : `Did you mean \`${near}\`?`,
  );
}

/**
 * Returns a place in a target's source as messages name it: relative to the current folder, or in the
 * library.
 */
export function placeOf(
  { root }: Compiled,
  { file, line }: Span,
  cwd: string,
): { file: string; line: number } {
  return { file: isLibraryFile(file) ? file : displayName(root, file, cwd), line };
}
