import type { MergedStep } from '../../lift/merge-steps.ts';
import { typeOf } from '../../lift/param-types.ts';
import { valueText } from '../../lift/text.ts';
import type { Data } from '../../model/data.ts';
import type { ImportTarget } from '../../model/target.ts';
import { takeDependencies } from './dependencies.ts';
import type { Base, RoleResult, RolesInput } from './role-result.ts';

/** A role that is taken as it is, with the values that it gets from outside. */
export function carry(
  folder: string,
  wanted: string,
  segment: readonly MergedStep[],
  base: Base,
  { assets, targets, names, tree }: RolesInput,
): RoleResult {
  const parts = targets.map((target) =>
    segment.map(({ on }) => on.get(target)?.part).find((part) => part !== undefined),
  );
  const values = new Map<string, Map<ImportTarget, Data>>();
  for (const [i, part] of parts.entries())
    for (const [name, value] of Object.entries({ ...part?.outside, ...part?.params })) {
      if (name === 'role_path' || name === 'role_name') continue;
      values.set(name, (values.get(name) ?? new Map<ImportTarget, Data>()).set(targets[i]!, value));
    }
  const head = [`from = path("roles/${wanted}")`];
  const use: string[] = [];
  const lost: string[] = [];
  for (const [name, on] of values) {
    const type = typeOf([...on.values()][0]!);
    const texts = [...new Set([...on.values()].map(valueText))];
    if (type === null || !/^[a-z]\w*$/.test(name)) {
      lost.push(name);
      continue;
    }
    const everywhere = texts.length === 1 && on.size === targets.length;
    head.push(`param ${name}: ${type}${everywhere ? '' : '?'}${everywhere ? '' : ' = unset'}`);
    use.push(
      everywhere
        ? `${name} = ${texts[0]!}`
        : `${name} = match os {\n${[...on].map(([{ system }, value]) => `${system.name} => ${valueText(value)}`).join('\n')}\n${on.size < targets.length ? 'else => unset\n' : ''}}`,
    );
  }
  const name = names.take(wanted, `${head.join('\n')}\n${base.reason!.message}`);
  assets.folder(folder, `roles/${wanted}`);
  const { key } = segment[0]!.step.part;
  const within = targets.flatMap(({ expansion }) => expansion.steps.map(({ part }) => part));
  const folders = within.flatMap((part) => (part.key.startsWith(`${key}>`) ? (part.folder ?? []) : []));
  const beside = takeDependencies({ folder, as: `roles/${wanted}`, run: new Set(folders), assets, tree });
  const message =
    lost.length === 0
      ? base.reason!.message
      : `${base.reason!.message}; give it by hand what the language has no type for: ${lost.join(', ')}`;
  return { ...base, grade: 'carried', name, head, use, beside, reason: { ...base.reason!, message } };
}
