import type { FlatTask } from '../model/task.ts';
import { Template } from '../model/data.ts';
import { Machine, RANK, Scope } from '../expand/scope.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { modeOf } from '../model/mode.ts';
import type { Arguments, Lift, LiftContext } from './lifter.ts';
import { markOf } from './deployment.ts';
import { modeUnless, said, saidUnless } from './say.ts';
import { whole } from './whole.ts';

/** What is given at deployment is all that has a name. */
const scopeOf = ({ params }: LiftContext) =>
  new Scope(new Machine({})).withData(
    RANK.play,
    Object.fromEntries([...params.values()].map((param) => [param.name, markOf(param)])),
  );

/** Values that are merged into a file. */
export function merged(
  format: 'json' | 'yaml',
  task: FlatTask,
  args: Arguments,
  context: LiftContext,
): Lift | null {
  const [next] = context.next;
  const { content, owner, group, mode: given } = next?.args ?? {};
  const path = args.text('src');
  const text = content instanceof Template ? content.text : '';
  const [, inline] = /\| combine\((.*), recursive=true\) \| to_nice_/s.exec(text) ?? [];
  const values = inline === undefined ? undefined : evaluate(`{{ ${inline} }}`, scopeOf(context));
  if (!text.includes(`to_nice_${format}`) || values === undefined) return null;
  return whole(
    format,
    path,
    {
      values: said(values),
      owner: saidUnless('root', owner),
      group: saidUnless('root', group),
      mode: modeUnless('0644', modeOf(given)),
    },
    task,
    context,
  );
}
