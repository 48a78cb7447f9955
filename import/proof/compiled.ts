import { expandPlaybook } from '../expand/playbook.ts';
import { Machine, RANK, Scope, isDataMap, variablesIn } from '../expand/scope.ts';
import { evaluate } from '../jinja/evaluate.ts';
import { factsOf } from '../model/system.ts';
import type { System } from '../model/system.ts';
import type { Expansion } from '../model/task.ts';
import type { Tree } from '../read/tree.ts';

/** What a tree of the compiler's does on one target. */
export function expandCompiled(compiled: Tree, target: string, system: System): Expansion {
  const file = `playbook/targets/${target}.yml`;
  const variables = compiled.exists(file) ? variablesIn(compiled.yaml(file)?.value ?? null) : {};
  const values = evaluate(variables, new Scope(new Machine({})).with(RANK.play, variables));
  return expandPlaybook(compiled, {
    playbook: 'playbook/provision.yml',
    config: 'playbook/ansible.cfg',
    facts: factsOf(system),
    extraVars: isDataMap(values) ? values : {},
    groups: [],
    user: 'root',
  });
}
