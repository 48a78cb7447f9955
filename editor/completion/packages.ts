import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Os } from '../../compiler/model/ir.ts';
import { packageNames } from '../../stdlib/packages/completion.ts';
import type { Place } from '../project/feature.ts';
import { word } from './items.ts';
import type { Draft } from './items.ts';

/** How many names are offered at once; more come as the author types. */
const MOST = 200;

/** Names of packages that begin with a text, each with the families that have it. */
export function packageItems({ project }: Place, prefix: string): Draft[] {
  const systems = new Map<string, Os>();
  for (const image of project.good?.images ?? [])
    for (const { os } of image.targets) systems.set(os.name, os);
  const families = new Set([...systems.values()].map(({ family }) => family.name));
  const found = packageNames(prefix, families, MOST);
  return found.map(({ name, families: having }) => {
    const everywhere = [...families].every((family) => having.includes(family));
    return word(name, CompletionItemKind.Value, `a package of ${having.join(' and ')}`, {
      sortText: `${everywhere ? '0' : '1'}${name}`,
    });
  });
}
