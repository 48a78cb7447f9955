import type { EvalContext } from '../evaluate/context.ts';
import type { RuntimeVariable } from '../model/ir.ts';
import { same, unset } from '../model/value.ts';
import type { CompiledTarget } from './targets.ts';

/** What is given at deployment, each variable once: roles that share one must agree on what it is. */
export function sharedVariables(
  compiled: readonly CompiledTarget[],
  context: EvalContext,
): RuntimeVariable[] {
  const variables = new Map<string, RuntimeVariable>();
  const reported = new Set<string>();
  for (const each of compiled.flatMap(({ runtime }) => runtime)) {
    const { name, role, type, initial, origin } = each;
    const first = variables.get(name);
    if (first === undefined) variables.set(name, each);
    else if (first.type !== type || !same(first.initial ?? unset(null), initial ?? unset(null))) {
      if (reported.has(name)) continue;
      reported.add(name);
      const related = [{ span: first.origin, message: 'the other one' }];
      context.report('VK0414', origin, { name, role, other: first.role }, { related });
    }
  }
  return [...variables.values()];
}
