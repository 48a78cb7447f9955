import {
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  Terminal,
} from 'chevrotain';
import type { IProduction, Rule, TokenType } from 'chevrotain';
import { T } from '../../grammar/scan/tokens.ts';
import { isMistake } from './parser-rules.ts';

/** A part of a rule in EBNF. */
type Part =
  | { readonly kind: 'token'; readonly type: TokenType }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'option' | 'loop'; readonly part: Part };

/** Tokens that stand for a mistake that the scanner reported. */
const BAD: readonly TokenType[] = [T.Bad, T.BadOperator];

/**
 * Returns the rules as EBNF, from `start` on, in the order in which they are first used. Parts that the
 * parser reads only to report them are left out. A rule that consists of a single part is replaced by that
 * part, unless it is in `kept`.
 *
 * @param textOf returns the text of a token
 */
export function ebnf(
  rules: ReadonlyMap<string, Rule>,
  start: string,
  textOf: (type: TokenType) => string,
  kept: ReadonlySet<string>,
): Map<string, string> {
  const parts = new Map<string, Part | null>();
  for (const [name, rule] of rules)
    parts.set(name, isMistake(rule) ? null : sequence(rule.definition, rules));
  const inlined = (part: Part): Part => {
    if (part.kind !== 'rule' || kept.has(part.name)) return part;
    const target = parts.get(part.name)!;
    return target.kind === 'token' || target.kind === 'rule' ? inlined(target) : part;
  };
  const printed = new Map<string, string>();
  const waiting = [start];
  for (const name of waiting) {
    if (printed.has(name)) continue;
    const text = print(parts.get(name)!, (part) => {
      const last = inlined(part);
      if (last.kind === 'token') return textOf(last.type);
      const { name: referred } = last as Part & { kind: 'rule' };
      waiting.push(referred);
      return ruleName(referred);
    });
    printed.set(name, text);
  }
  return printed;
}

/** Returns a parser rule's name such as `blockDeclaration` in the notation of EBNF. */
export function ruleName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Returns null for a part that can only be read as a mistake. */
function convert(production: IProduction, rules: ReadonlyMap<string, Rule>): Part | null {
  if (isMistake(production)) return null;
  if (production instanceof Terminal) {
    const { terminalType: type } = production;
    return BAD.includes(type) ? null : { kind: 'token', type };
  }
  if (production instanceof NonTerminal) {
    const name = production.nonTerminalName;
    return isMistake(rules.get(name)!) ? null : { kind: 'rule', name };
  }
  if (production instanceof Alternation) {
    const alternatives = production.definition as unknown as readonly Option[];
    const read = alternatives.map((each) => (isMistake(each) ? null : whole(each.definition, rules)));
    return flat(
      'choice',
      read.filter((each) => each !== null),
    );
  }
  const { definition } = production as Option;
  if (production instanceof RepetitionMandatoryWithSeparator) {
    const part = sequence(definition, rules);
    const separator: Part = { kind: 'token', type: production.separator };
    return flat('sequence', [part, { kind: 'loop', part: flat('sequence', [separator, part]) }]);
  }
  if (production instanceof Repetition) return loop(sequence(definition, rules));
  if (production instanceof Option) return { kind: 'option', part: sequence(definition, rules) };
  throw new Error(`EBNF for ${production.constructor.name} is not written yet`);
}

/**
 * Converts a loop. A list of items with commas, in which only the last comma is optional, gets the usual
 * notation for it.
 */
function loop(part: Part): Part {
  const [item, comma] = part.kind === 'sequence' && part.parts.length === 2 ? part.parts : [];
  const isComma = (each: Part | undefined) => each?.kind === 'token' && each.type === T.Comma;
  if (item === undefined || comma?.kind !== 'option' || !isComma(comma.part)) return { kind: 'loop', part };
  const more: Part = { kind: 'loop', part: flat('sequence', [comma.part, item]) };
  return { kind: 'option', part: flat('sequence', [item, more, comma]) };
}

/** Converts a sequence. Returns null if a part of it is only a mistake. */
function whole(definition: readonly IProduction[], rules: ReadonlyMap<string, Rule>): Part | null {
  const parts = definition.map((each) => convert(each, rules));
  const isRequired = (each: IProduction) => each instanceof Terminal || each instanceof NonTerminal;
  if (definition.some((each, i) => parts[i] === null && isRequired(each))) return null;
  return flat(
    'sequence',
    parts.filter((each) => each !== null),
  );
}

function sequence(definition: readonly IProduction[], rules: ReadonlyMap<string, Rule>): Part {
  const part = whole(definition, rules);
  if (part === null) throw new Error('a rule of the parser is read for its mistakes alone');
  return part;
}

/** Returns a single part without a layer around it. */
function flat(kind: 'sequence' | 'choice', parts: readonly Part[]): Part {
  const all = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return all.length === 1 ? all[0]! : { kind, parts: all };
}

function print(part: Part, leaf: (part: Part) => string): string {
  switch (part.kind) {
    case 'sequence':
      return part.parts
        .map((each) => (each.kind === 'choice' ? `( ${print(each, leaf)} )` : print(each, leaf)))
        .join(' ');
    case 'choice':
      return [...new Set(part.parts.map((each) => print(each, leaf)))].join(' | ');
    case 'option':
      return `[ ${print(part.part, leaf)} ]`;
    case 'loop':
      return `{ ${print(part.part, leaf)} }`;
    default:
      return leaf(part);
  }
}
