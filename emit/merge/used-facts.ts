import type { Image } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';
import { conditionText } from './conditions.ts';
import { type FactName, factNames, mentionedFacts } from './target-facts.ts';
import { mergeImage } from './merge.ts';
import type { MergedPhase } from './merged.ts';

/** Keywords whose text Ansible evaluates without braces. */
const conditions = new Set(['when', 'changed_when', 'failed_when', 'until', 'that', 'var']);

/**
 * The facts that something in the playbooks refers to: conditions, templates of the merge, templates that authors
 * wrote, and template files. In the order in which facts are listed. `read` gives a template file's bytes.
 */
export function usedFacts(image: Image, read: (path: string) => Uint8Array): readonly FactName[] {
  const found = new Set<string>();
  const look = (text: string): void => {
    for (const name of mentionedFacts(text)) found.add(name);
  };
  const merged = mergeImage(image);
  for (const phase of [merged.provision, merged.start, merged.verify, merged.verify_start]) {
    lookAt(phase, look, read);
  }
  return factNames.filter((name) => found.has(name));
}

function lookAt(
  { imports, roles }: MergedPhase,
  look: (text: string) => void,
  read: (path: string) => Uint8Array,
): void {
  for (const { condition } of imports) condition.map(conditionText).forEach(look);
  for (const role of roles) {
    for (const task of [...role.tasks, ...role.handlers]) {
      task.condition.map(conditionText).forEach(look);
      for (const value of [task.title, task.args]) templates(value, false, look);
      for (const [key, value] of task.keywords) templates(value, conditions.has(key), look);
    }
    for (const asset of role.assets) {
      if (asset.folder === 'templates') look(new TextDecoder().decode(read(asset.path)));
    }
  }
}

function templates(value: Value, evaluated: boolean, look: (text: string) => void): void {
  switch (value.type) {
    case 'jinja':
      look(value.value);
      return;
    case 'string':
      if (evaluated) look(value.value);
      return;
    case 'list':
      for (const item of value.items) templates(item, evaluated, look);
      return;
    case 'map':
      for (const [key, item] of value.entries) templates(item, evaluated || conditions.has(key), look);
      return;
    default:
  }
}
