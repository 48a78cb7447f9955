import type { Expr } from '../../grammar/syntax.ts';
import { isNameSpace } from '../language/foreign-idioms.ts';
import type { Names } from './context.ts';
import type { TypeScope } from './scope.ts';

/** A name of a name space that other tools have, `var.port`, which was reported. */
export function spaced(
  object: Expr & { node: 'ref' },
  field: string,
  scope: TypeScope,
  names: Names,
): boolean {
  const { name, span } = object;
  if (!isNameSpace(name) || scope.lookup(name) !== null) return false;
  if (name === 'each') {
    const remedy =
      'A loop gives its items a name of their own: `for x in xs { … }`, and `x` in it. Of a map, `for k, v in m { … }`.';
    names.report('VK0226', span, { name: `each.${field}`, origin: 'Terraform and Packer', remedy });
    return true;
  }
  if (name === 'env') {
    const remedy = `Write \`env("${field}")\`: it is read when the image is built, and kept out of the logs.`;
    names.report('VK0226', span, { name: `env.${field}`, origin: 'other tools', remedy });
    return true;
  }
  const edits = [{ span: { ...span, end: span.end + 1 }, text: '' }];
  const fix = { title: `Write \`${field}\``, safe: true, edits };
  names.report('VK0229', span, { name, field }, { fix });
  return true;
}
