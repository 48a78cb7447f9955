import type { Target } from '../../compiler/model/ir.ts';
import { string, type Value } from '../../compiler/model/value.ts';
import { conditionWords } from './conditions.ts';
import { serialized } from './fingerprint.ts';
import type { MergedPhase, MergedRole, MergedTask } from './merged.ts';

/**
 * Ansible runs the last of several handlers of one name, and whatever notifies it runs only where the handler exists.
 * So a handler needs a condition only where another one has its name, and then both listen to that name as a topic.
 */
export function shareTopics(handlers: readonly MergedTask[], targets: readonly Target[]): MergedTask[] {
  return handlers.map((handler): MergedTask => {
    const topic = textOf(handler.title);
    if (handlers.filter((other) => textOf(other.title) === topic).length === 1) {
      return { ...handler, condition: [] };
    }
    const title = `${topic} ${conditionWords(handler.condition, targets)}`;
    return { ...handler, title: string(title, handler.title.origin), listen: topic };
  });
}

/**
 * Handlers are known to the whole play by their names. A name that does not mean the same in all roles, or that is the
 * name of a handler in a role that does not run everywhere, is notified together with its role.
 */
export function qualifyNotices({ imports, roles }: MergedPhase): MergedPhase {
  const everywhere = new Set(
    imports.filter(({ condition }) => condition.length === 0).map(({ role }) => role),
  );
  const owners = new Map<string, Set<MergedRole>>();
  for (const role of roles) {
    for (const handler of role.handlers) {
      const name = handler.listen ?? textOf(handler.title);
      owners.set(name, (owners.get(name) ?? new Set()).add(role));
    }
  }
  const ambiguous = new Set(
    [...owners]
      .filter(([name, roles]) => roles.size > 1 && !oneMeaning(name, roles, everywhere))
      .map(([name]) => name),
  );
  if (ambiguous.size === 0) return { imports, roles };
  const qualified = new Map(roles.map((role) => [role, qualify(role, ambiguous)]));
  return {
    imports: imports.map((one) => ({ ...one, role: qualified.get(one.role)! })),
    roles: [...qualified.values()],
  };
}

function oneMeaning(
  name: string,
  roles: ReadonlySet<MergedRole>,
  everywhere: ReadonlySet<MergedRole>,
): boolean {
  const meanings = new Set<string>();
  for (const role of roles) {
    if (!everywhere.has(role)) return false;
    for (const handler of role.handlers) {
      if (handler.listen === name) return false;
      if (textOf(handler.title) === name) meanings.add(meaningOf(handler));
    }
  }
  return meanings.size === 1;
}

function meaningOf({ module, args, keywords }: MergedTask): string {
  const map: Value = { type: 'map', entries: keywords, origin: null };
  return [module, serialized(args, true), serialized(map, true)].join(' ');
}

function qualify(role: MergedRole, ambiguous: ReadonlySet<string>): MergedRole {
  const full = (name: string): string => (ambiguous.has(name) ? `${role.name} : ${name}` : name);
  const notices = (task: MergedTask): MergedTask => ({
    ...task,
    notify: task.notify.map(full),
    listen: task.listen === null ? null : full(task.listen),
  });
  return { ...role, tasks: role.tasks.map(notices), handlers: role.handlers.map(notices) };
}

function textOf(title: Value): string {
  return 'value' in title ? String(title.value) : '';
}
