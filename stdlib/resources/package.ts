import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import type { SettledTask, TaskDraft } from '../../compiler/kinds.ts';
import { t } from '../../compiler/schema.ts';
import { list, map, same, string } from '../../compiler/value.ts';
import type { ListValue, StringValue, Value } from '../../compiler/value.ts';
import { textIn } from '../contents.ts';
import { no, some, word, yes } from '../lowering.ts';

export default resourceKind({
  name: 'package',
  doc: 'A package of the system’s package manager. Neighbours are installed in one transaction; the package index is refreshed once before.',
  label: { what: 'the name of a package' },
  schema: z.object({
    version: t.text('Version to install, as the package manager writes it.', 'the newest'),
    state: t.oneOf(['present', 'absent'], 'Whether it is to be there.', 'present'),
    allow_erasing: t.bool(
      'Whether packages that conflict with it may be removed: `curl` takes the place of `curl-minimal`. Without effect where apt is used.',
      'false',
    ),
  }),
  example: 'package nginx\n\npackage [jq, vim]\n\npackage nano { state = absent }',
  lower({ label, attributes, title, origin }, { packageManager }) {
    const { version, state, allow_erasing: erasing } = attributes;
    const apt = packageManager === 'apt';
    const name =
      version === undefined
        ? label
        : string(`${label.value}${apt ? '=' : '-'}${version.value}`, label.origin ?? origin);
    const absent = state?.value === 'absent';
    return {
      tasks: [
        {
          title: title ?? titleFor([label.value], absent),
          module: `ansible.builtin.${packageManager}`,
          args: {
            name: list([name], origin),
            state: state ?? word('present'),
            ...(apt && !absent ? { install_recommends: no } : {}),
            ...(packageManager === 'dnf' && erasing?.value ? { allowerasing: erasing } : {}),
          },
        },
      ],
    };
  },
  contents: ({ label, attributes: { version, state } }) => ({
    packages: [
      {
        name: label,
        version: textIn(version),
        state: state?.value === 'absent' ? 'absent' : 'present',
        url: null,
      },
    ],
  }),
  join(a, b) {
    if (a.module !== b.module || !sameTitle(a, b)) return null;
    const { name: left, ...rest } = a.args;
    const { name: right, ...others } = b.args;
    if (!same(map(rest, null), map(others, null))) return null;
    const items = [...(left as ListValue).items, ...(right as ListValue).items];
    const distinct = items.filter((item, i) => items.findIndex((other) => same(other, item)) === i);
    const title = madeUp(a) ? titleFor(distinct.map(plainName), isAbsent(a)) : a.title;
    return { ...a, title, args: { name: list(distinct, left!.origin), ...rest } };
  },
  finish: oneName,
  settle: (tasks, packageManager) => (packageManager === 'apt' ? refreshIndex(tasks) : tasks),
});

function titleFor(names: readonly string[], absent: boolean): string {
  return `${absent ? 'Remove' : 'Install'} ${some(names, 'packages')}`;
}

const namesOf = (task: TaskDraft) => (task.args.name as ListValue).items.map(plainName);
const isAbsent = (task: TaskDraft) => (task.args.state as StringValue).value === 'absent';
const madeUp = (task: TaskDraft) => task.title === titleFor(namesOf(task), isAbsent(task));

/** Neighbours with titles of their own stay apart; one title over a list of labels is one task. */
function sameTitle(a: TaskDraft, b: TaskDraft): boolean {
  return a.title === b.title || (madeUp(a) && madeUp(b));
}

function plainName(value: Value): string {
  return (value as StringValue).value.replace(/=.*$/, '');
}

/** The first installation of a build refreshes the index of packages, and so does the first after a new repository. */
function refreshIndex(tasks: readonly SettledTask[]): SettledTask[] {
  let stale = true;
  return tasks.map((task) => {
    if (task.kind === 'repository') stale = true;
    const installs = task.module === 'ansible.builtin.apt' && (task.args.name ?? task.args.deb) !== undefined;
    if (!installs || !stale) return task;
    // A task that may be skipped on the machine leaves the refresh to the next one as well.
    stale = task.keywords?.when !== undefined;
    return { ...task, args: { ...task.args, update_cache: yes } };
  });
}

/** A list of one package is written as its name. */
function oneName(task: TaskDraft): TaskDraft {
  const { name } = task.args;
  if (name?.type !== 'list' || name.items.length !== 1) return task;
  return { ...task, args: { ...task.args, name: name.items[0] } };
}
