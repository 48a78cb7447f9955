import * as z from 'zod/mini';
import { library } from '../../stdlib/index.ts';
import { escapeJinja } from '../../compiler/model/text.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { string } from '../../compiler/model/value.ts';
import type { FileValue, RecordValue, StringValue, Value } from '../../compiler/model/value.ts';
import { expandPlaybook } from '../expand/playbook.ts';
import { TREE } from '../expand/scope.ts';
import { withoutLastFlush } from '../expand/flush.ts';
import { factsOf } from '../model/system.ts';
import type { System } from '../model/system.ts';
import type { FlatTask } from '../model/task.ts';
import { Tree } from '../read/tree.ts';
import type { LiftContext } from './lifter.ts';
import type { Said } from './say.ts';

export interface Lowering {
  readonly tasks: readonly FlatTask[];
  /** Titles that the kind makes up, in the order of the tasks. */
  readonly titles: readonly string[];
  /** Which task has the title that an author gives. */
  readonly titled: number;
}

const AT = { file: 'import.vkimage', start: 0, end: 0, line: 1 };

/** The tasks that a resource comes to, as those of a tree are read; null if its kind takes no such values. */
export function lowered(
  kind: string,
  label: string,
  attributes: Readonly<Record<string, Said>>,
  role: string,
  { system, phase, params }: Pick<LiftContext, 'system' | 'phase' | 'params'>,
): Lowering | null {
  const found = library.kinds.get(kind)!;
  if (found.label.check?.(label)) return null;
  const values = Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
  const parsed = z.safeParse(found.schema, values);
  if (!parsed.success) return null;
  const brought: Record<string, string> = {};
  const lower = (title: string | null) =>
    found.lower(
      { label: string(label, null), attributes: parsed.data as never, title, origin: AT },
      {
        os: osOf(system),
        packageManager: system.packageManager,
        architecture: system.arch,
        role,
        phase,
        asset(file: FileValue): StringValue {
          brought[file.path] = '';
          return string(`${TREE}/${file.path}`, null);
        },
        variable: variables(role),
      },
    );
  const { tasks, handlers = [] } = lower(null);
  const titled = lower(TITLE).tasks.findIndex(({ title }) => title === TITLE);
  const play = [
    {
      hosts: 'default',
      become: true,
      gather_facts: false,
      tasks: tasks.map(raw),
      handlers: handlers.map(raw),
    },
  ];
  const tree = new Tree(memoryHost({ ...brought, 'play.json': JSON.stringify(play, null, 1) }));
  const { steps } = expandPlaybook(tree, {
    playbook: 'play.json',
    config: null,
    facts: factsOf(system),
    extraVars: {},
    given: new Set(params.keys()),
    groups: [],
    user: 'root',
  });
  if (steps.some(({ opaque }) => opaque !== null)) return null;
  return {
    tasks: withoutLastFlush(steps).flatMap((step) => step.tasks),
    titles: tasks.map(({ title }) => title),
    titled,
  };
}

const TITLE = 'The title of the author';

function osOf(system: System): RecordValue {
  const { name, family, distro, release, version, codename, packageManager, arch } = system;
  const fields = { name, family, distro, release, version, codename, package_manager: packageManager, arch };
  return {
    type: 'record',
    kind: 'os',
    name,
    fields: new Map(Object.entries(fields).map(([key, value]) => [key, string(value, null)])),
    origin: null,
  };
}

/** Names of results as the compiler gives them. */
function variables(role: string) {
  const taken = new Set<string>();
  return (hint: string) => {
    const base = `${role}_${hint
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')}`;
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    taken.add(name);
    return name;
  };
}

const CONDITIONS: ReadonlySet<string> = new Set(['when', 'until', 'changed_when', 'failed_when']);

function raw({ title, module, args, keywords = {}, notify = [] }: TaskDraft): Record<string, unknown> {
  return {
    name: title,
    ...rawMap(keywords, (name) => CONDITIONS.has(name)),
    [module]: rawMap(args, () => false),
    ...(notify.length > 0 && { notify }),
  };
}

const rawMap = (
  values: Readonly<Record<string, Value | undefined>>,
  condition: (name: string) => boolean,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value.type === 'unset' ? [] : [[name, rawValue(value, condition(name))]],
    ),
  );

function rawValue(value: Value, condition: boolean): unknown {
  switch (value.type) {
    case 'string':
      return condition ? value.value : escapeJinja(value.value);
    case 'list':
      return value.items.map((each) => rawValue(each, condition));
    case 'map':
      return rawMap(Object.fromEntries(value.entries), () => false);
    case 'jinja':
    case 'int':
    case 'bool':
    case 'mode':
    case 'size':
    case 'duration':
      return value.value;
    default:
      return null;
  }
}
