import { evaluate } from '../jinja/evaluate.ts';
import { joinPath } from '../read/tree.ts';
import { evaluated } from './context.ts';
import type { Including, Reader } from './context.ts';
import { freeForm } from './free-form.ts';
import { firstFoundOf } from './include-vars.ts';
import { RANK, TREE, variablesIn } from './scope.ts';

/** The tasks of another file, in the place of the task that includes them. */
export function include(reader: Reader, { raw, item, map, context, place, n }: Including): void {
  if (context.skip) return;
  const given = typeof raw === 'object' && raw !== null ? variablesIn(raw).file : raw;
  const inline = typeof given === 'string' ? /^(\S+)\s+(.+=.*)$/.exec(given.trim()) : null;
  const looked = firstFoundOf(reader, given ?? null, context, 'tasks');
  if (looked !== null && looked.found === 'nothing') return;
  const name = looked?.found === 'file' ? looked.name : evaluate(inline?.[1] ?? given ?? null, context.scope);
  const own = variablesIn(typeof raw === 'object' ? (variablesIn(raw).vars ?? null) : null);
  if (typeof name !== 'string')
    return reader.opaque(item, context, place, 'which file it includes is known on the machine only');
  const { role, here, playbook } = reader.around(context);
  const places = [
    ...(role === null ? [] : [joinPath(role, 'tasks', name), joinPath(role, name)]),
    joinPath(here, name),
    joinPath(playbook, name),
  ];
  const file = name.startsWith(TREE)
    ? joinPath(name.slice(TREE.length))
    : reader.tree.first(...places.filter((each) => !each.startsWith('..')));
  if (file === null)
    return reader.opaque(item, context, place, `the file \`${name}\` that it includes is not in the tree`);
  const read = reader.tree.yaml(file);
  if (read === null)
    return reader.opaque(item, context, place, `the file \`${file}\` that it includes cannot be read`);
  const scope = context.scope.withData(
    RANK.params,
    evaluated(
      { ...variablesIn(map.vars ?? null), ...freeForm('include', inline?.[2] ?? ''), ...own },
      context.scope,
    ),
  );
  reader.list(reader.tree.items(file, 'tasks'), {
    ...context,
    scope,
    file,
    trail: `${context.trail}>${place.line}${n}`,
  });
}
