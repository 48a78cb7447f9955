import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import type { Data, Raw } from '../model/data.ts';
import type { FlatHandler, FlatTask } from '../model/task.ts';
import type { YamlItem } from '../read/yaml.ts';
import { argumentsOf } from './free-form.ts';
import { KEPT, isYes, keptKeywords, moduleKey } from './keywords.ts';
import { fullName, namedArguments } from './modules.ts';
import { variablesIn } from './scope.ts';
import type { Scope } from './scope.ts';
import { plainForm } from './task-forms.ts';

const SAID: ReadonlySet<string> = new Set(KEPT);
const PLAIN = new Set(['name', 'listen', 'when', 'args', 'become', 'tags']);

/** Names to which a handler answers, its own first. */
export function namesOf(item: YamlItem, scope: Scope): readonly string[] {
  const map = variablesIn(item.value);
  const listen = evaluate(map.listen ?? [], scope);
  return [
    evaluate(map.name ?? '', scope),
    ...(Array.isArray(listen) ? (listen as readonly Data[]) : [listen]),
  ].filter((each): each is string => typeof each === 'string' && each !== '');
}

/** A handler with what is known by now; nothing if it never runs on this system, null if it is more than one plain task. */
export function readHandler(item: YamlItem, file: string, scope: Scope): readonly FlatHandler[] | null {
  const map = plainForm(variablesIn(item.value));
  const key = moduleKey(Object.keys(map));
  const others = Object.keys(map).filter((each) => each !== key && !PLAIN.has(each) && !SAID.has(each));
  if (key === null || others.length > 0 || /(include|import)_/.test(key)) return null;
  const conditions = (Array.isArray(map.when) ? (map.when as readonly Raw[]) : [map.when ?? true]).map(
    (each) => evaluateCondition(each, scope),
  );
  // What never runs on this system does nothing there.
  if (conditions.includes(false)) return [];
  const module = fullName(key);
  const args = namedArguments(module, argumentsOf(module, map[key] ?? null, scope));
  return [
    {
      name: namesOf(item, scope)[0] ?? key,
      ...(unitCommand(module, args) ?? { module, args }),
      when: conditions.filter((each) => typeof each === 'string'),
      keywords: keptKeywords(map, scope),
      place: { file, line: item.line },
    },
  ];
}

/** A command that has systemd do something to one unit, as the module for it. */
function unitCommand(
  module: string,
  args: Readonly<Record<string, Data>>,
): Pick<FlatHandler, 'module' | 'args'> | null {
  const line = args.cmd ?? args._raw_params;
  if (!/\.(command|shell)$/.test(module) || typeof line !== 'string' || Object.keys(args).length > 1)
    return null;
  const words = line.trim().split(/\s+/);
  if (words[0] !== 'systemctl') return null;
  const said = { module: 'ansible.builtin.systemd' };
  if (words.length === 2 && words[1] === 'daemon-reload') return { ...said, args: { daemon_reload: true } };
  const state = { restart: 'restarted', reload: 'reloaded' }[words[1] ?? ''];
  return words.length === 3 && state !== undefined && /^[\w@.:-]+$/.test(words[2]!)
    ? { ...said, args: { name: words[2]!, state } }
    : null;
}

/** The compiler sees to it itself that systemd reads units anew. */
export const onlyReloads = ({ module, args }: Pick<FlatHandler, 'module' | 'args'>): boolean =>
  /^ansible\.builtin\.(systemd|service)$/.test(module) &&
  Object.keys(args).every(
    (name) => name === 'daemon_reload' || (name === 'name' && args.state === undefined),
  );

/** Tells which units tasks enable anyway, so that a handler which enables one does nothing more. */
export function enabledBy(tasks: readonly FlatTask[]): (unit: string) => boolean {
  const units = new Set(
    tasks.flatMap(({ module, args: { name, enabled }, when }) =>
      /^ansible\.builtin\.(systemd|service|sysvinit)$/.test(module) &&
      typeof name === 'string' &&
      isYes(enabled) &&
      when.length === 0
        ? [bareName(name)]
        : [],
    ),
  );
  return (unit) => units.has(bareName(unit));
}

const bareName = (unit: string) => unit.replace(/\.service$/, '');
