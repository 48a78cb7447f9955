import type { Compiled } from '../project/compile.ts';

/** The targets that each target of a compilation is built on, the nearest first. */
export function basesOf(images: readonly Compiled[]): (name: string) => string[] {
  const below = new Map(
    images.flatMap(({ image }) => image.targets.map(({ name, base }) => [name, base?.target ?? null])),
  );
  const all = (name: string): string[] => {
    const base = below.get(name) ?? null;
    return base === null ? [] : [base, ...all(base)];
  };
  return all;
}
