import type { Raw } from '../model/data.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { joinPath } from '../read/tree.ts';
import type { Context, Including, Reader } from './context.ts';
import { mainFile } from './files/find-files.ts';
import { firstFound, firstFoundIn } from './files/first-found.ts';
import type { FirstFound } from './files/first-found.ts';
import { RANK, TREE, variablesIn } from './scope.ts';

/** What `lookup('first_found', …)` finds, or null if a text is nothing of the kind. */
export function firstFoundOf(reader: Reader, raw: Raw, context: Context, folder: string): FirstFound | null {
  const list = firstFoundIn(raw, context.scope);
  return list === null ? null : firstFound(list, reader.tree, folder, reader.around(context));
}

/** The values of a file that hold from then on. */
export function includeVars(reader: Reader, { raw, item, context, place }: Including): void {
  if (context.skip) return;
  const { tree } = reader;
  const args = typeof raw === 'object' ? variablesIn(raw) : { file: raw };
  const given = args.file ?? args._raw_params ?? null;
  const looked = firstFoundOf(reader, given, context, 'vars');
  if (looked !== null && looked.found === 'nothing') return;
  const name = looked?.found === 'file' ? looked.name : evaluate(given, context.scope);
  const { role, here, playbook } = reader.around(context);
  const bases = [
    ...(role === null ? [] : [joinPath(role, 'vars'), role]),
    here,
    playbook,
    joinPath(playbook, 'vars'),
  ];
  const file =
    typeof name !== 'string'
      ? null
      : name.startsWith(TREE)
        ? mainFile(tree, '', joinPath(name.slice(TREE.length)))
        : (bases.map((base) => mainFile(tree, base, name)).find((each) => each !== null) ?? null);
  if (file === null)
    return reader.opaque(
      item,
      context,
      place,
      'the file of variables that it includes is not in the tree, or chosen on the machine',
    );
  const values = variablesIn(tree.yaml(file)?.value ?? null);
  // `name` puts all of them into one variable.
  const into = typeof args.name === 'string' ? { [args.name]: values as Raw } : values;
  for (const [key, value] of Object.entries(into))
    context.scope.machine.included.set(
      key,
      context.when.length > 0 ? null : { value: evaluate(value, context.scope.with(RANK.later, values)) },
    );
}
