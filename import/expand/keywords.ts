import { taskKeywords } from '../../compiler/language/ansible-modules.ts';
import { evaluate, evaluateCondition } from '../jinja/evaluate.ts';
import type { Data, Raw } from '../model/data.ts';
import type { Scope } from './scope.ts';

/** Keywords that go along with a task as they are. */
export const KEPT = [
  'register',
  'changed_when',
  'failed_when',
  'ignore_errors',
  'ignore_unreachable',
  'until',
  'retries',
  'delay',
  'environment',
  'no_log',
  'check_mode',
  'delegate_to',
  'run_once',
  'async',
  'poll',
  'timeout',
  'diff',
] as const;

/** Keywords that are conditions, so that Ansible evaluates them without braces. */
const CONDITIONS: ReadonlySet<string> = new Set(['changed_when', 'failed_when', 'until']);

/** What a task or a handler keeps of its keywords. */
export function keptKeywords(map: Readonly<Record<string, Raw>>, scope: Scope): Record<string, Data> {
  const kept: Record<string, Data> = {};
  for (const name of KEPT) {
    const value = map[name];
    if (value === undefined) continue;
    kept[name] = CONDITIONS.has(name) ? condition(value, scope) : evaluate(value, scope);
  }
  return kept;
}

function condition(raw: Raw, scope: Scope): Data {
  if (Array.isArray(raw)) return (raw as readonly Raw[]).map((each) => condition(each, scope));
  return evaluateCondition(raw, scope);
}

export const LOOPS = /^(loop|with_\w+)$/;

/** Whether a value is one of the words for yes. */
export const isYes = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(true|yes|on|1|y|t)$/i.test(value));

export const isKeyword = (key: string): boolean => taskKeywords.has(key);

/** The key of a task that names its module, or null. */
export function moduleKey(keys: readonly string[]): string | null {
  return keys.find((key) => !taskKeywords.has(key) && !/^with_\w+$/.test(key)) ?? null;
}

/** The folder of a role in which a module looks for files. */
export function folderFor(module: string): string {
  if (module.endsWith('.template')) return 'templates';
  if (module.endsWith('.include_vars')) return 'vars';
  return /\.(include|import)(_tasks)?$/.test(module) ? 'tasks' : 'files';
}
