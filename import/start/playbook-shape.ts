import { variablesIn } from '../expand/scope.ts';
import type { Raw } from '../model/data.ts';
import type { Tree } from '../read/tree.ts';

export interface StartPlay {
  /** The roles that it runs, but for the one that only brings variables. */
  readonly roles: readonly string[];
  /** What it says if a value is missing, by variable. */
  readonly required: ReadonlyMap<string, string>;
}

const PLAY: Readonly<Record<string, Raw>> = {
  hosts: 'localhost',
  connection: 'local',
  gather_facts: false,
  become: true,
};

/** The only play of a start phase, if it is one as the compiler writes it. */
export function playOf(tree: Tree, file: string): StartPlay | null {
  const items = tree.exists(file) ? (tree.yaml(file)?.items ?? []) : [];
  const { name: _name, tasks, ...said } = variablesIn(items[0]?.value ?? null);
  const isUsual =
    items.length === 1 &&
    Object.keys(said).length === Object.keys(PLAY).length &&
    Object.entries(PLAY).every(([key, value]) => said[key] === value);
  if (!isUsual || !Array.isArray(tasks)) return null;
  const roles: string[] = [];
  const required = new Map<string, string>();
  for (const task of tasks as readonly Raw[]) {
    const { name: _title, when, ...rest } = variablesIn(task);
    const [[module, args] = ['', null], ...more] = Object.entries(rest);
    if (more.length > 0) return null;
    const given = variablesIn(args);
    if (module === 'ansible.builtin.import_role') {
      const { name, ...others } = given;
      if (typeof name !== 'string' || Object.keys(others).length > 0) return null;
      if (name === 'variables' && (roles.length > 0 || when !== undefined)) return null;
      if (name !== 'variables') roles.push(name);
      continue;
    }
    const { that, fail_msg: message, quiet, ...others } = given;
    const [condition, ...conditions] = Array.isArray(that) ? (that as readonly Raw[]) : [];
    const [, param] = /^(\w+) \| string \| length > 0$/.exec(String(condition as string)) ?? [];
    if (
      module !== 'ansible.builtin.assert' ||
      when !== undefined ||
      param === undefined ||
      conditions.length > 0 ||
      typeof message !== 'string' ||
      quiet !== true ||
      Object.keys(others).length > 0 ||
      roles.length > 0
    )
      return null;
    required.set(param, message);
  }
  return { roles, required };
}
