import type { Data } from '../model/data.ts';
import { isDataMap } from '../expand/scope.ts';

/** Modules that work on the machine's files and accounts themselves, whatever is in the environment. */
const LOCAL =
  /^ansible\.builtin\.(file|copy|template|lineinfile|replace|blockinfile|stat|user|group|systemd|service|set_fact|debug|assert|fail)$/;

/** The part of a task's environment that can make a difference: a command can tell what is empty from what is not set. */
export function neededEnvironment(module: string, environment: Data | undefined): Data | undefined {
  if (environment === undefined || LOCAL.test(module)) return undefined;
  if (!isDataMap(environment)) return environment;
  const filled = Object.entries(environment).filter(([, value]) => value !== null);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}
