import { compilerFor } from '../compiler/pipeline.ts';
import { LIBRARY_PREFIX } from '../compiler/library.ts';
import type { Library } from '../compiler/library.ts';
import { resources } from './resources.generated.ts';
import { files, sources } from './sources.generated.ts';

const named = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(all).map(([name, each]) => [name.replace(/^stdlib\//, LIBRARY_PREFIX), each]),
  );

/** The standard library. */
export const library: Library = {
  sources: named(sources),
  files: Object.fromEntries(
    Object.entries(named(files)).map(([name, content]) => [name, new TextEncoder().encode(content)]),
  ),
  kinds: new Map(resources.map((kind) => [kind.name, kind])),
};

/** The compiler with the standard library. */
export const compile = compilerFor(library);
