import type { Image } from '../../compiler/model/ir.ts';
import { type Body, hclString } from '../text/hcl.ts';
import { usedBuilders } from './builders.ts';

/** What whoever builds the image can set with `-var`. */
export function addVariables(root: Body, image: Image): void {
  const all = usedBuilders(image).flatMap(({ builder, image: own }) => builder.variables(own));
  const named = new Map(all.map((variable) => [variable.name, variable]));
  for (const variable of named.values()) {
    root
      .block('variable', [variable.name], variable.origin)
      .attribute('type', variable.type, variable.origin)
      .attribute('default', variable.default, variable.origin)
      .attribute('description', hclString(variable.description), variable.origin);
  }
}
