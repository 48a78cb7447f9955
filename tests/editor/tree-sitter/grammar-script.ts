import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

/** A rule in the form in which `tree-sitter generate` stores it in src/grammar.json. */
interface Rule {
  readonly type: string;
  readonly [key: string]: unknown;
}
type Written = string | RegExp | Rule;

function rule(written: Written): Rule {
  if (typeof written === 'string') return { type: 'STRING', value: written };
  if ('source' in written) return { type: 'PATTERN', value: (written as RegExp).source };
  return written;
}

const holding = (type: string) => (content: Written) => ({ type, content: rule(content) });
const members =
  (type: string) =>
  (...all: readonly Written[]) => ({ type, members: all.map(rule) });

/** `prec(rule)` or `prec(strength, rule)`. */
const strength = (type: string) => (value: number | Written, content?: Written) =>
  content === undefined
    ? { type, value: 0, content: rule(value as Written) }
    : { type, value, content: rule(content) };

/** The functions that a script for tree-sitter is written with, as far as ours needs them. */
const functions = {
  seq: members('SEQ'),
  choice: members('CHOICE'),
  optional: (content: Written) => members('CHOICE')(content, { type: 'BLANK' }),
  repeat: holding('REPEAT'),
  repeat1: holding('REPEAT1'),
  field: (name: string, content: Written) => ({ type: 'FIELD', name, content: rule(content) }),
  alias: (content: Written, as: Written) => {
    const { type, name, value } = rule(as);
    return { type: 'ALIAS', content: rule(content), named: type === 'SYMBOL', value: name ?? value };
  },
  token: Object.assign(holding('TOKEN'), { immediate: holding('IMMEDIATE_TOKEN') }),
  prec: Object.assign(strength('PREC'), { left: strength('PREC_LEFT'), right: strength('PREC_RIGHT') }),
};

type Rules = Readonly<Record<string, ($: unknown) => Written>>;
interface Script {
  readonly name: string;
  readonly word: ($: unknown) => Rule;
  readonly extras: ($: unknown) => readonly Written[];
  readonly externals: ($: unknown) => readonly Written[];
  readonly conflicts: ($: unknown) => readonly (readonly Rule[])[];
  readonly supertypes: ($: unknown) => readonly Rule[];
  readonly rules: Rules;
}

/** What `tree-sitter generate` makes src/grammar.json of: the script run with its functions. */
export function runScript(path: string): Readonly<Record<string, unknown>> {
  const module: { exports: Script | null } = { exports: null };
  runInNewContext(readFileSync(path, 'utf8'), { ...functions, grammar: (script: Script) => script, module });
  const { name, word, extras, externals, conflicts, supertypes, rules } = module.exports!;
  const $ = new Proxy({}, { get: (_, symbol) => ({ type: 'SYMBOL', name: symbol }) });
  const namesOf = (all: readonly Rule[]) => all.map((each) => each['name']);
  return {
    name,
    word: word($)['name'],
    rules: Object.fromEntries(Object.entries(rules).map(([key, make]) => [key, rule(make($))])),
    extras: extras($).map(rule),
    conflicts: conflicts($).map(namesOf),
    externals: externals($).map(rule),
    supertypes: namesOf(supertypes($)),
  };
}
