import type { CatalogueEntry } from '../grammar/diagnostic.ts';
import type { Rule, RuleSettings } from '../compiler/sdk/rule.ts';
import { rules } from './rules.generated.ts';

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

export const ruleIds = (): readonly string[] => [...byId.keys()];

export const isRule = (id: string): boolean => byId.has(id);

export const findRule = (id: string): Rule | undefined => byId.get(id);

/** In order of id. */
export const allRules = (): readonly Rule[] => rules;

/** Settings for an example that is a part of an image: what it runs and needs may come from elsewhere. */
export const settingsForParts = (): RuleSettings =>
  new Map(rules.flatMap(({ id, wholeImage }) => (wholeImage ? [[id, 'off']] : [])));

/** What is said of each rule that can be broken in the source, as the catalogue has it. */
export function ruleCatalogue(): Record<string, CatalogueEntry> {
  return Object.fromEntries(rules.flatMap(({ id, text }) => (text === null ? [] : [[id, text]])));
}
