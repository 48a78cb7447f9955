import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from '../../compiler/model/suggest.ts';
import { usageFailure } from '../shell/args.ts';
import type { BuiltTree } from '../tree/built.ts';
import type { Failure } from '../shell/command.ts';

/** Variables that vkc or an option of `vkc build` sets. */
const TAKEN: Readonly<Record<string, string>> = {
  accelerator: 'Choose it with --accel.',
  output_directory: 'It is always `output` in the tree, where the other commands look for it.',
};

/** Variables from the command line, as NAME=VALUE. */
export function readVariables(values: readonly string[]): Map<string, string> | Failure {
  const variables = new Map<string, string>();
  for (const each of values) {
    const at = each.indexOf('=');
    if (at <= 0)
      return usageFailure(`--var ${each}: has no \`=\`.`, 'It takes NAME=VALUE, as in --var disk_size=50G.');
    const name = each.slice(0, at).trim();
    if (Object.hasOwn(TAKEN, name)) return usageFailure(`--var does not take ${name}.`, TAKEN[name]);
    if (variables.has(name)) return usageFailure(`--var gives ${name} more than once.`);
    variables.set(name, each.slice(at + 1));
  }
  return variables;
}

/** Returns the templates of a tree, all at its top level. */
export function templatesOf({ dir }: BuiltTree): string[] {
  return readdirSync(dir).filter((name) => name.endsWith('.pkr.hcl'));
}

/** Returns the names of the variables that the templates of a tree declare. */
function declared(tree: BuiltTree): Set<string> {
  const texts = templatesOf(tree).map((name) => readFileSync(join(tree.dir, name), 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/^variable "([^"]+)"/gm)].map((found) => found[1]!)),
  );
}

/**
 * Returns the variables for each tree: those that it declares. A variable that no tree declares is a failure.
 */
export function shareVariables(
  variables: ReadonlyMap<string, string>,
  trees: readonly BuiltTree[],
  accelerator: string,
): Map<BuiltTree, ReadonlyMap<string, string>> | Failure {
  const known = new Map(trees.map((tree) => [tree, declared(tree)]));
  const all = new Set([...known.values()].flatMap((names) => [...names]));
  for (const name of variables.keys()) {
    if (all.has(name)) continue;
    const near = suggest(name, all);
    const list = [...all].filter((each) => !Object.hasOwn(TAKEN, each)).join(', ');
    return usageFailure(
      `The ${trees.length === 1 ? 'image has' : 'images have'} no variable ${name}.`,
      near === null ? `There are ${list}.` : `Did you mean ${near}?`,
    );
  }
  const given = new Map([['accelerator', accelerator], ...variables]);
  return new Map(
    trees.map((tree) => [tree, new Map([...given].filter(([name]) => known.get(tree)!.has(name)))]),
  );
}
