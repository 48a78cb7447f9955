import { byObject } from '../../compiler/sdk/by-object.ts';
import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { Span } from '../../grammar/span.ts';
import type { LoweredTask, TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { list, map, same, string, textsIn } from '../../compiler/model/value.ts';
import type { BoolValue, ListValue, StringValue, Value } from '../../compiler/model/value.ts';
import { notIfAbsent, packageName } from '../shared/validators.ts';
import { textIn } from '../shared/contents.ts';
import { moduleOf } from '../shared/package-managers.ts';
import { installTask, installing } from '../shared/fetching.ts';
import { regexText } from '../shared/regex.ts';
import { no, ownership, some, word, yes } from '../shared/tasks.ts';

type Given = {
  [name in 'update' | 'update_only']?: BoolValue | undefined;
} & { version?: unknown };

export default resourceKind({
  name: 'package',
  heading: 'packages',
  doc: 'A package of the system’s package manager, without what it merely recommends. Neighbours are installed in one transaction; the package index is refreshed once before.',
  label: { what: 'the name of a package', check: packageName },
  schema: z
    .object({
      version: t.text(
        'Version to install, as the package manager writes it; a `*` stands for the rest. A newer one that is there gives way to it.',
        'the newest there is when it is installed',
      ),
      state: t.oneOf(['present', 'absent'], 'Whether it is to be there.', 'present'),
      from: t.text(
        'Where it is taken from: a repository that is not enabled with dnf and yum, a repository with zypper, a suite such as `bookworm-backports` with apt.',
      ),
      recommends: t.bool('Whether what it recommends is installed too; with apt, dnf and zypper.', 'false'),
      purge: t.bool('Whether its configuration goes with it when it is removed; with apt.', 'false'),
      hold: t.bool('Whether it stays at its version when the system is upgraded.', 'false'),
      update_only: t.bool('Whether it is only brought to its newest version where it is installed.', 'false'),
      update: t.bool('Whether an older one that is there is brought to its newest version.', 'false'),
      allow_erasing: t.bool(
        'Whether packages that conflict with it may be removed: `curl` takes the place of `curl-minimal`; with dnf.',
        'false',
      ),
    })
    .check(
      ...notIfAbsent('A package', [
        'version',
        'from',
        'recommends',
        'allow_erasing',
        'hold',
        'update',
        'update_only',
      ]),
      ...(['update', 'update_only'] as const).map((name) =>
        z.refine<Given>((given) => given.version === undefined || given[name]?.value !== true, {
          path: [name],
          message: 'What is brought to its newest version has no `version`.',
        }),
      ),
      z.refine(({ update, update_only: only }) => update?.value !== true || only?.value !== true, {
        path: ['update'],
        message: '`update` installs it where it is missing, `update_only` does not: leave one of them out.',
      }),
      z.refine(({ purge, state }) => purge === undefined || state?.value === 'absent', {
        path: ['purge'],
        message: '`purge` is for a package that goes: add `state = absent`.',
      }),
      z.refine(({ version }) => version === undefined || /^[\w.+:~^*-]+$/.test(version.value), {
        path: ['version'],
        message:
          'A version is written as the package manager shows it, `1.24.0-2`, or `1.24.*`; without `=` and `>=`.',
      }),
    ),
  example: `package nginx

package [jq, vim] { recommends = true }

package postgresql { version = "15*" }

package haproxy { hold = true }

package openssl { update_only = true }

package ca-certificates { update = true }

package nano {
  state = absent
  purge = true
}`,
  insteadOf: {
    modules: ['apt', 'yum', 'dnf'],
    remedy: 'Write `package NAME`, which is right on every family.',
  },
  lower({ label, attributes, title, origin }, { packageManager, variable }) {
    const {
      hold,
      update,
      update_only: only,
      version,
      state,
      from,
      recommends,
      purge,
      allow_erasing: erasing,
    } = attributes;
    const apt = packageManager === 'apt';
    const dnf = packageManager === 'dnf';
    const zypper = packageManager === 'zypper';
    const rhel = dnf || packageManager === 'yum';
    const absent = state?.value === 'absent';
    const name =
      version === undefined
        ? label
        : string(`${label.value}${rhel ? '-' : '='}${version.value}`, label.origin ?? origin);
    const { state: present, ...rest } = installing(packageManager, recommends?.value);
    const how = {
      state: present,
      ...rest,
      // Otherwise one that is newer would stay: apt would fail, dnf and yum would not say so.
      allow_downgrade: version === undefined || !(apt || rhel) ? undefined : yes,
      oldpackage: version !== undefined && zypper ? yes : undefined,
      [apt ? 'default_release' : rhel ? 'enablerepo' : 'from']: apt || rhel ? from : undefined,
      extra_args: zypper && from !== undefined ? string(`--from ${from.value}`, from.origin) : undefined,
      allowerasing: dnf && erasing?.value ? erasing : undefined,
      ...(update?.value && { state: word('latest') }),
      ...(only?.value &&
        (apt || rhel) && { state: word('latest'), [apt ? 'only_upgrade' : 'update_only']: yes }),
    };
    const held = hold?.value ? holdTasks(label, packageManager, origin, variable) : [];
    return {
      tasks: [
        {
          title:
            title ??
            (only?.value
              ? `Upgrade ${label.value} if it is there`
              : titleFor([name.value], verbOf(absent, update?.value === true))),
          module: moduleOf(packageManager),
          args: {
            [packageManager === 'apt_rpm' ? 'package' : 'name']: list([name], origin),
            ...(absent ? { state, purge: apt && purge?.value ? purge : undefined } : how),
          },
        },
        ...held,
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
    if (a.module !== b.module || !installs(a) || !installs(b) || !sameTitle(a, b)) return null;
    const { name, package: names, ...rest } = a.args;
    const { name: other, package: more, ...others } = b.args;
    const [left, right] = [name ?? names, other ?? more];
    if (!same(map(rest, null), map(others, null))) return null;
    const items = [...(left as ListValue).items, ...(right as ListValue).items];
    const byName = new Map<string, Value>();
    for (const item of items) if (!byName.has(textOf(item))) byName.set(textOf(item), item);
    const distinct = [...byName.values()];
    const title = madeUp(a) ? titleFor(distinct.map(textOf), verbIn(a)) : a.title;
    return { ...a, title, args: { [nameKey(a)]: list(distinct, left!.origin), ...rest } };
  },
  finish: oneName,
  normalize: (tasks, packageManager) =>
    packageManager === 'apt' || packageManager === 'apt_rpm'
      ? refreshIndex(tasks, moduleOf(packageManager))
      : tasks,
  effects: ({ label, attributes: { state, recommends } }) => ({
    makes: state?.value === 'absent' ? [] : [{ what: 'package', name: label }],
    // What it recommends is a matter of the day.
    ...(recommends?.value && { anything: true }),
  }),
});

const titleFor = (names: readonly string[], verb: string): string => `${verb} ${some(names, 'packages')}`;

const verbOf = (absent: boolean, newest: boolean) =>
  absent ? 'Remove' : newest ? 'Install or update' : 'Install';

/** A task of the package manager with the names of a resource, which its neighbours can join. */
const installs = (task: TaskDraft) => task.args[nameKey(task)]?.type === 'list';

/** The argument with the names of packages. */
const nameKey = (task: TaskDraft) => (task.args.package === undefined ? 'name' : 'package');

/** apt keeps a package at its version by a mark, dnf and yum by a plugin. */
function holdTasks(
  label: StringValue,
  packageManager: string,
  origin: Span,
  variable: (hint: string) => string,
): TaskDraft[] {
  const title = `Hold ${label.value} at its version`;
  if (packageManager === 'apt')
    return [
      {
        title,
        module: 'ansible.builtin.dpkg_selections',
        args: { name: label, selection: word('hold') },
      },
    ];
  const at = label.origin ?? origin;
  if (packageManager === 'apt_rpm')
    return [
      {
        title,
        module: 'ansible.builtin.copy',
        args: {
          content: string(`RPM::Hold {"^${regexText(label.value)}$";};\n`, at),
          dest: string(`/etc/apt/apt.conf.d/hold-${label.value}.conf`, at),
          ...ownership({}, '0644'),
        },
      },
    ];
  if (packageManager === 'zypper') {
    const register = variable(`held_${label.value}`);
    const command = (cmd: string): Pick<TaskDraft, 'module' | 'args'> => ({
      module: 'ansible.builtin.command',
      args: { cmd: string(cmd, at) },
    });
    return [
      {
        title,
        ...command(`zypper --non-interactive addlock ${label.value}`),
        // It says so if the lock is there already.
        keywords: { register: word(register), changed_when: word(`'added' in ${register}.stdout`) },
      },
    ];
  }
  const plugin = packageManager === 'dnf' ? 'python3-dnf-plugin-versionlock' : 'yum-plugin-versionlock';
  const register = variable(`held_${label.value}`);
  const run = (...words: readonly Value[]): Pick<TaskDraft, 'module' | 'args'> => ({
    module: 'ansible.builtin.command',
    args: { argv: list([word(packageManager), word('--quiet'), word('versionlock'), ...words], at) },
  });
  return [
    installTask(plugin, packageManager, 'Install what holds packages at their version'),
    {
      title: 'Look at the packages that are held',
      ...run(word('list')),
      keywords: { register: word(register), changed_when: no, check_mode: no },
    },
    {
      title,
      ...run(word('add'), label),
      keywords: {
        changed_when: yes,
        // A line begins with the name, after the epoch with yum, and goes on with the version.
        when: list(
          [
            string(
              `${register}.stdout_lines | select('match', '^(\\d+:)?${regexText(label.value)}-(\\d+:)?\\d') | list | length == 0`,
              at,
            ),
          ],
          at,
        ),
      },
    },
  ];
}

const namesOf = (task: TaskDraft) => (task.args[nameKey(task)] as ListValue).items.map(textOf);
const verbIn = ({ args }: TaskDraft) => {
  const state = textOf(args.state!);
  return verbOf(state === 'absent', state === 'latest');
};
const madeUp = (task: TaskDraft) => installs(task) && task.title === titleFor(namesOf(task), verbIn(task));

/** Neighbours with titles of their own stay apart; one title over a list of labels is one task. */
function sameTitle(a: TaskDraft, b: TaskDraft): boolean {
  return a.title === b.title || (madeUp(a) && madeUp(b));
}

const textOf = (value: Value) => (value as StringValue).value;

/** The first installation of a build refreshes the index of packages, and so does the first after a new repository. */
function refreshIndex(tasks: readonly LoweredTask[], apt: string): LoweredTask[] {
  let stale = true;
  return tasks.map((task) => {
    // Whoever upgrades all packages refreshes the index for it.
    const { update_cache: refreshed } = task.args;
    if (task.module === apt && refreshed?.type === 'bool' && refreshed.value) {
      stale = task.keywords?.when !== undefined;
      return task;
    }
    const installs =
      task.module === apt && (task.args.name ?? task.args.package ?? task.args.deb) !== undefined;
    if (!installs || !stale) {
      stale ||= changesSources(task);
      return task;
    }
    // A task that may be skipped on the machine leaves the refresh to the next one as well.
    stale = task.keywords?.when !== undefined || changesSources(task);
    return refreshing(task);
  });
}

const refreshing = byObject((task: LoweredTask): LoweredTask => ({
  ...task,
  args: { ...task.args, update_cache: yes },
}));

/** Where apt reads its sources and keys, and what puts some there. */
const SOURCES =
  /\/etc\/apt\/(sources\.list|preferences|trusted|auth)|\b(add-apt-repository|apt-add-repository|extrepo|pro (enable|attach)|dpkg --add-architecture)\b|\bdpkg (-i|--install)\b/;
/** Packages that bring a repository. */
const BRINGS = /(^|[-_])(release|repo|repos|repository|apt-config|apt-source|archive-keyring)([-_.]|$)|^apt-/;

/** Whether a task may change where packages come from, so that the index has to be read again. */
const changesSources = byObject(({ kind, module, args }: LoweredTask): boolean => {
  if (kind === 'repository') return true;
  if (/\.(apt_repository|deb822_repository)$/.test(module)) return true;
  const texts = (value: Value | undefined) =>
    textsIn(value).flatMap((each) => (each.type === 'string' ? [each.value] : []));
  if (module === 'ansible.builtin.apt')
    return [...texts(args.name), ...texts(args.deb)].some((name) => BRINGS.test(name.replace(/^.*\//, '')));
  return Object.entries(args).some(
    ([name, value]) => name !== 'content' && texts(value).some((text) => SOURCES.test(text)),
  );
});

/** A list of one package is written as its name. */
function oneName(task: TaskDraft): TaskDraft {
  const key = nameKey(task);
  const name = task.args[key];
  if (name?.type !== 'list' || name.items.length !== 1) return task;
  return { ...task, args: { ...task.args, [key]: name.items[0] } };
}
