import { Template } from '../../model/data.ts';
import type { Data } from '../../model/data.ts';
import { nameOf } from '../../read/tree.ts';
import { TREE, isDataMap } from '../../expand/scope.ts';
import { attribute, isPath, ownership } from '../attributes.ts';
import { lifter } from '../lifter.ts';
import type { Arguments, LiftContext } from '../lifter.ts';
import type { FlatTask } from '../../model/task.ts';
import { valueText } from '../text.ts';

type Attribute = readonly [string, string];

export default lifter({
  kind: 'file',
  modules: ['ansible.builtin.copy', 'ansible.builtin.template'],
  keywords: ['vars'],
  lift(task, args, context) {
    const { dest, content } = fileContent(task, args, context) ?? {};
    if (dest === undefined || content === undefined) return null;
    const more = writing(args);
    if (more === null || !isPath(dest)) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'file',
          labels: [dest],
          attributes: [...content, ...more],
          usual: `Write ${dest}`,
          loop: loopOf(task, dest, context),
        },
      ].map((each) =>
        each.loop === undefined ? each : { ...each, attributes: [['source', 'script'] as const, ...more] },
      ) as never,
    };
  },
});

/** How a file is written: owner, group, mode, a check, a backup; null if it is said otherwise too. */
function writing(args: Arguments): readonly Attribute[] | null {
  const owned = ownership(args, '0644');
  const validate = args.take('validate');
  const backup = args.flag('backup');
  args
    .drop('force', true, 'yes')
    .drop('remote_src', false)
    .drop('follow', false)
    .drop('decrypt', true)
    .drop('unsafe_writes', false)
    .drop('trim_blocks', true)
    .drop('newline_sequence', '\n');
  if (owned === null || !args.empty || (validate !== undefined && typeof validate !== 'string')) return null;
  return [...owned, ...attribute('validate', validate), ...attribute('backup', backup || undefined)];
}

/** Where a file goes, and what is in it. */
export function fileContent(
  { module, keywords }: FlatTask,
  args: Arguments,
  { file }: LiftContext,
): { dest: string; content: readonly Attribute[] } | null {
  const given = args.text('dest');
  const src = args.text('src');
  const text = args.take('content');
  const vars = keywords.vars;
  if (given === undefined) return null;
  if (src !== undefined) {
    if (!src.startsWith(`${TREE}/`) || src.endsWith('/') || text !== undefined) return null;
    const dest = given.endsWith('/')
      ? `${given}${nameOf(src).replace(/\.j2$/, module.endsWith('.template') ? '.j2' : '$&')}`
      : given;
    const path = src.slice(TREE.length + 1);
    const template = module.endsWith('.template');
    if (!template && vars !== undefined) return null;
    const values: readonly Attribute[] =
      isDataMap(vars ?? null) && Object.keys(vars as object).length > 0 ? [['vars', valueText(vars!)]] : [];
    return { dest, content: [[template ? 'template' : 'source', file(path)], ...values] };
  }
  if (text === undefined || vars !== undefined || !isText(text)) return null;
  return { dest: given, content: [['content', valueText(text)]] };
}

const isText = (value: Data) =>
  typeof value === 'string' ||
  (value instanceof Template && !/^\s*[[{]/.test(value.text.replace(/^\{\{.*/s, '')));

/** A loop over files that a pattern names is one in the language too. */
function loopOf({ glob, args }: FlatTask, dest: string, { file }: LiftContext) {
  if (
    glob === undefined ||
    nameOf(glob.file) !== nameOf(dest) ||
    args.src !== `${TREE}/${glob.file}` ||
    !dest.endsWith(`/${nameOf(glob.file)}`)
  )
    return undefined;
  const folder = glob.file.split('/').slice(0, -1).join('/');
  const pattern = nameOf(glob.pattern);
  if (/[^\w.*?-]/.test(pattern)) return undefined;
  const expression = file(`${folder}/${pattern}`).replace(/^file\(/, 'files(');
  const to = dest.slice(0, dest.length - nameOf(dest).length);
  return { head: `script in ${expression}`, label: `"${to}\${script.name}"` };
}
