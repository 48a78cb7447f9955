import { LIBRARY_PREFIX } from '../compiler/model/file-names.ts';
import { compilerFor } from '../compiler/pipeline.ts';
import type { Library } from '../compiler/sdk/library.ts';
import { readTree } from '../grammar/serialize.ts';
import type { SourceFile } from '../grammar/syntax.ts';
import { expectations } from './expectations.generated.ts';
import { packages } from './packages/index.ts';
import { resources } from './resources.generated.ts';
import { rules } from './rules.generated.ts';
import { files, sources, trees } from './sources.generated.ts';

const named = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(all).map(([name, each]) => [name.replace(/^stdlib\//, LIBRARY_PREFIX), each]),
  );

const stored = named(trees);
const read = new Map<string, SourceFile>();

/** The standard library. */
export const library: Library = {
  sources: named(sources),
  tree(name) {
    let tree = read.get(name);
    if (tree === undefined) read.set(name, (tree = readTree(name, stored[name]!)));
    return tree;
  },
  files: Object.fromEntries(
    Object.entries(named(files)).map(([name, content]) => [name, new TextEncoder().encode(content)]),
  ),
  kinds: new Map(resources.map((kind) => [kind.name, kind])),
  expectations: new Map(expectations.map((kind) => [kind.name, kind])),
  rules,
  packages,
  packageManagers: ['apt', 'dnf', 'yum'],
  implicitRoles: { first: 'vm_init', start: 'playbooks', last: 'cleanup' },
};

/** The compiler with the standard library. */
export const compile = compilerFor(library);
