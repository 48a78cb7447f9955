import type { BlockDeclaration, Expr, Name } from '../../grammar/syntax.ts';

/** The name in `image.NAME`; null for every other expression. */
export const namedImage = (expr: Expr): Name | null =>
  expr.node === 'get' && expr.object.node === 'ref' && expr.object.name === 'image' ? expr.name : null;

/** The image that a declared one is built on, by its name; null if it starts from cloud images, or says it in a way that was reported. */
export function baseOf({ body }: BlockDeclaration): Name | null {
  for (const member of body.members) {
    if (member.node === 'attribute' && member.name.text === 'base') return namedImage(member.value);
  }
  return null;
}
