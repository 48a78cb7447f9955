import { LIBRARY_PREFIX } from '../compiler/model/file-names.ts';
import { compilerFor } from '../compiler/pipeline.ts';
import type { Library } from '../compiler/sdk/library.ts';
import { readTree } from '../grammar/serialize.ts';
import type { SourceFile } from '../grammar/syntax.ts';
import { expectations } from './expectations.generated.ts';
import { collections, packageManagerOf, packageManagers } from './shared/package-managers.ts';
import { packages } from './packages/index.ts';
import { resources } from './resources.generated.ts';
import { rules } from './rules.generated.ts';
import { files, sources, trees } from './sources.generated.ts';

/** By their names in messages; each is read when it is asked for. */
function named<T>(all: Readonly<Record<string, string>>, made: (text: string) => T): Record<string, T> {
  const result = {};
  for (const name of Object.keys(all)) {
    const get = (): T => made(all[name]!);
    Object.defineProperty(result, name.replace(/^stdlib\//, LIBRARY_PREFIX), { enumerable: true, get });
  }
  return result;
}

const read = new Map<string, SourceFile>();

/** The standard library. */
export const library: Library = {
  sources: named(sources, (text) => text),
  tree(name) {
    let tree = read.get(name);
    if (tree === undefined)
      read.set(name, (tree = readTree(name, trees[name.replace(LIBRARY_PREFIX, 'stdlib/')]!)));
    return tree;
  },
  files: named(files, (text) => new TextEncoder().encode(text)),
  kinds: new Map(resources.map((kind) => [kind.name, kind])),
  expectations: new Map(expectations.map((kind) => [kind.name, kind])),
  rules,
  packages,
  packageManagers,
  packageManagerOf,
  collections,
  implicitRoles: { first: 'vm_init', start: 'playbooks', last: 'cleanup' },
};

/** The compiler with the standard library. */
export const compile = compilerFor(library);
