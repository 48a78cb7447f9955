import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import { displayName } from './find.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import type { Target } from '../../compiler/model/ir.ts';
import { usageFailure } from '../shell/args.ts';
import type { Compiled } from './compile.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

/** A target with the compilation that it came from. */
export interface CompiledTarget extends Compiled {
  readonly target: Target;
}

/** `ubuntu2404`, `ubuntu2404/large`: what a target is, where its name is not given. */
function kindName({ os, variant }: Target): string {
  return variant === null ? os.name : `${os.name}/${variant}`;
}

/** The targets of some names; the first that names none is a failure. */
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

/** The target of a name, or of a system with or without a variant; a failure names those that there are. */
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
      message: `Several targets are ${wanted}.`,
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

/** Names a place in the source of a target for people: from the current folder, or in the library. */
export function placeOf(
  { root }: Compiled,
  { file, line }: Span,
  cwd: string,
): { file: string; line: number } {
  return { file: isLibraryFile(file) ? file : displayName(root, file, cwd), line };
}
