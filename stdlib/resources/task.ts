import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { taskEffects } from '../shared/task-effects.ts';
import { checks } from '../shared/commands.ts';
import { ANY, BOOL, STRING, either } from '../../compiler/model/types.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { BoolValue, JinjaValue, StringValue, Value } from '../../compiler/model/value.ts';

/** Keywords of Ansible's that say how a task runs, under their own names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'register failed_when ignore_errors ignore_unreachable until retries delay loop loop_control vars environment ' +
    'become become_user delegate_to run_once check_mode async poll timeout diff'
  ).split(' '),
);

export default resourceKind({
  name: 'task',
  acts: true,
  repeats: true,
  doc: 'A task with any Ansible module, as it would be written by hand: the way out where no resource kind fits.',
  label: { what: 'the title of the task in quotes' },
  schema: z
    .object({
      module: required(t.text('Full name of the module: `ansible.builtin.replace`.')),
      args: t.map(ANY, 'Its arguments.'),
      changed_when: t.of<BoolValue | StringValue | JinjaValue>(
        either(BOOL, STRING),
        'When it counts as a change; a condition of Ansible’s, or `false`.',
      ),
      failed_when: t.of<BoolValue | StringValue | JinjaValue>(
        either(BOOL, STRING),
        'When it counts as a failure; a condition of Ansible’s, or `false`.',
      ),
      unless: t.lines('A command that succeeds when there is nothing to do.'),
      only_if: t.lines('A command that succeeds when there is something to do.'),
      keywords: t.map(
        ANY,
        'Keywords of the task that nothing else here says, as Ansible has them: `loop`, `vars`, `delegate_to`, `check_mode`, `async` and the like.',
      ),
      no_log: t.bool('Whether its arguments and result are kept out of the log.', 'false'),
    })
    .check(
      z.refine(({ module }) => /^\w+(\.\w+){2,}$/.test(module.value), {
        path: ['module'],
        message: 'A module is named in full, with its collection: `ansible.builtin.copy`.',
      }),
      z.refine(
        ({ keywords }) =>
          keywords === undefined || [...keywords.entries.keys()].every((key) => KEYWORDS.has(key)),
        {
          path: ['keywords'],
          error: ({ input }) => {
            const given = (input as { keywords?: { entries: ReadonlyMap<string, Value> } } | undefined)
              ?.keywords;
            const wrong = [...(given?.entries.keys() ?? [])].find((key) => !KEYWORDS.has(key)) ?? 'name';
            return `\`${wrong}\` is none of the keywords that can stand here: ${[...KEYWORDS].join(', ')}. Conditions are written as \`condition\`, the name as \`title\`, and handlers as \`notify\`.`;
          },
        },
      ),
      z.refine(
        ({ module, args }) =>
          !INCLUDES.test(module.value) ||
          ['file', '_raw_params', 'dir'].every((name) => isElsewhere(args?.entries.get(name))),
        {
          path: ['args'],
          message:
            'The tree has no file for this to include: it brings files only to modules that copy them. Write what the file holds as resources here, or take the whole role along with `role NAME { from = path("roles/NAME") }`.',
        },
      ),
      z.refine(({ module, args }) => missingSource(module.value, args) === null, {
        path: ['args'],
        error: ({ input }) => {
          const given = input as { module: StringValue; args?: Arguments } | undefined;
          const file = given === undefined ? 'FILE' : missingSource(given.module.value, given.args)!;
          return `\`${file}\` would be looked for beside the tasks, and the tree has no such file: write \`file("…")\` for a file of the project, or \`remote_src = true\` for one that is on the machine.`;
        },
      }),
      z.refine(
        ({ module, changed_when: changed, args }) =>
          changed !== undefined ||
          args?.entries.has('creates') ||
          args?.entries.has('removes') ||
          !/^ansible\.builtin\.(command|shell|raw|script)$/.test(module.value),
        {
          path: ['module'],
          message:
            'Ansible cannot know whether this changes something: say it with `changed_when`, or use the resource `command` or `shell`.',
        },
      ),
    ),
  example: `task "Comment out the mirrors" {
  module = "ansible.builtin.replace"
  args = {
    path    = "/etc/hosts.allow"
    regexp  = "^ALL"
    replace = "# ALL"
  }
}

task "Boot the newest kernel" {
  module  = "ansible.builtin.reboot"
  args    = { reboot_timeout = 900 }
  only_if = "test -e /run/reboot-required"
}

task "Look at the load" {
  module       = "ansible.builtin.command"
  args         = { cmd = "uptime" }
  changed_when = false
  no_log       = true
  keywords     = { vars = { span = 5 }  check_mode = false }
}`,
  module: ({ module }) => module,
  lower({ label, attributes, title, origin }, { variable, asset }) {
    const { module, args, changed_when: changed, failed_when: failed } = attributes;
    const { unless, only_if, no_log, keywords } = attributes;
    // A file of the project goes to where the module looks for it.
    const folder = module.value.endsWith('.template') ? 'templates' : 'files';
    const brought = [...(args?.entries ?? [])].map(
      ([name, value]) =>
        [name, value.type === 'file' && !value.folder ? asset(value, folder) : value] as const,
    );
    const name = title ?? label.value;
    const { tasks, conditions } = checks({ unless, only_if }, name, {}, () =>
      variable(`${label.value}_check`),
    );
    return {
      tasks: [
        ...tasks,
        {
          title: name,
          module: module.value,
          args: Object.fromEntries(brought),
          keywords: {
            ...Object.fromEntries(keywords?.entries ?? []),
            ...(changed !== undefined && { changed_when: bare(changed) }),
            ...(failed !== undefined && { failed_when: bare(failed) }),
            no_log,
            when: conditions.length === 0 ? undefined : list([...conditions], origin),
          },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    tasks: [{ title: label, module: attributes.module.value }],
  }),
  effects: ({ attributes }) => taskEffects(attributes.module.value, attributes.args),
});

/** Modules that read a file of tasks or variables where Ansible runs. */
const INCLUDES = /^ansible\.builtin\.(include|include_tasks|import_tasks|include_vars|import_playbook)$/;

/** Whether an argument names no file beside the tasks: there is none, it is found elsewhere, or known later. */
const isElsewhere = (value: Value | undefined): boolean =>
  value?.type === 'string' ? value.value.startsWith('/') : value?.type !== 'file';

type Arguments = { readonly entries: ReadonlyMap<string, Value> };

/** Modules that take a file from where Ansible runs to the machine, with the arguments that name it. */
const TAKES =
  /^ansible\.(builtin\.(copy|template|unarchive|assemble|script)|posix\.patch|windows\.(win_copy|win_template))$/;

/** The file that a module would take from beside the tasks; null if it names none there. */
function missingSource(module: string, args: Arguments | undefined): string | null {
  if (!TAKES.test(module) || args === undefined) return null;
  const remote = args.entries.get('remote_src');
  if (remote !== undefined && !(remote.type === 'bool' && !remote.value)) return null;
  const isScript = module.endsWith('.script');
  for (const name of isScript ? ['cmd', '_raw_params'] : ['src']) {
    const value = args.entries.get(name);
    if (value?.type !== 'string') continue;
    const file = isScript ? value.value.trim().split(/\s+/)[0]! : value.value;
    if (file !== '' && !/^(\/|~|\w+:\/\/)/.test(file)) return file;
  }
  return null;
}

/** Braces around a condition are Jinja's habit, not Ansible's. */
const bare = (value: BoolValue | StringValue | JinjaValue | undefined) =>
  value?.type === 'jinja' ? string(value.value.replace(/^\{\{\s*|\s*\}\}$/g, ''), value.origin) : value;
