import {
  Alternation,
  LLkLookaheadStrategy,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
} from 'chevrotain';
import type { ILookaheadStrategy, IOrAlt, IProduction, IToken, Rule, TokenType } from 'chevrotain';
import { T } from '../scan/tokens.ts';

/** The part of a parser that a lookahead function uses. The parser is its `this`. */
interface Looking {
  LA(distance: number): IToken;
}

type Firsts = ReadonlySet<number>;

interface Alternative {
  readonly firsts: Firsts;
  /** Whether it can be of no token at all. */
  readonly empty: boolean;
}

type Lookahead = (this: Looking, alts?: IOrAlt<unknown>[]) => number | boolean | undefined;

/** Names of token types; an alternative that can be empty has an empty name among them. */
type StoredFirsts = readonly string[];

/** What decides at each place of the grammar, by the number that the parser generator gives it. A choice is a list of lists. */
export type StoredLookahead = readonly (readonly [place: number, StoredFirsts | readonly StoredFirsts[]])[];

function choice(alternatives: () => readonly Alternative[]): Lookahead {
  return function (alts) {
    const next = this.LA(1).tokenTypeIdx;
    const index = alternatives().findIndex(({ firsts, empty }, at) => {
      const gate = alts?.[at]?.GATE;
      return (empty || firsts.has(next)) && (gate === undefined || gate.call(this));
    });
    return index < 0 ? undefined : index;
  };
}

function entry(firsts: () => Firsts): Lookahead {
  return function () {
    return firsts().has(this.LA(1).tokenTypeIdx);
  };
}

/** Lookahead functions of a grammar that was analysed before. The sets are made when they are first needed. */
export function* storedFunctions(stored: StoredLookahead): Iterable<readonly [number, Lookahead]> {
  for (const [place, firsts] of stored) {
    const isChoice = (each: typeof firsts): each is readonly StoredFirsts[] => Array.isArray(each[0]);
    yield [
      place,
      isChoice(firsts)
        ? choice(once(() => firsts.map((each) => ({ firsts: typesOf(each), empty: each.includes('') }))))
        : entry(once(() => typesOf(firsts))),
    ];
  }
}

function once<V>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}

const typesOf = (names: StoredFirsts): Firsts =>
  new Set(names.flatMap((name) => (name === '' ? [] : numbersOf(T[name as keyof typeof T]))));

/** The number of a token type, and of those that it is the category of. */
const numbersOf = ({ tokenTypeIdx, categoryMatches }: TokenType): number[] => [
  tokenTypeIdx!,
  ...(categoryMatches ?? []),
];

/** The same as names, without those that a category stands for. */
function namesOf(firsts: Firsts): string[] {
  const found = Object.entries(T).filter(([, type]) => firsts.has(type.tokenTypeIdx!));
  const implied = new Set(found.flatMap(([, { categoryMatches }]) => categoryMatches ?? []));
  return found.filter(([, type]) => !implied.has(type.tokenTypeIdx!)).map(([name]) => name);
}

/**
 * Decides by the next token alone, which is enough for this grammar. The strategy of the parser generator
 * computes paths through the whole grammar; that would take longer than the rest of start-up.
 */
export class NextTokenStrategy extends LLkLookaheadStrategy implements ILookaheadStrategy {
  readonly #ofRules = new Map<Rule, Firsts>();
  readonly #made = new Map<unknown, StoredFirsts | readonly StoredFirsts[]>();

  constructor() {
    super({ maxLookahead: 1 });
  }

  override buildLookaheadForAlternation({ prodOccurrence, rule }: { prodOccurrence: number; rule: Rule }) {
    const found = find(rule.definition, (p) => p instanceof Alternation && p.idx === prodOccurrence);
    const alternatives = alternativesOf(found as Alternation).map(({ definition }) => ({
      firsts: this.#firsts(definition),
      empty: canBeEmpty(definition),
    }));
    const made = choice(() => alternatives);
    this.#made.set(
      made,
      alternatives.map(({ firsts, empty }) => [...namesOf(firsts), ...(empty ? [''] : [])]),
    );
    return made as (alts?: IOrAlt<unknown>[]) => number | undefined;
  }

  override buildLookaheadForOptional(options: { prodOccurrence: number; prodType: string; rule: Rule }) {
    const { prodOccurrence, prodType, rule } = options;
    const wanted = find(rule.definition, (p) => isKind(p, prodType) && (p as Option).idx === prodOccurrence);
    const firsts = this.#firsts((wanted as Option).definition);
    const made = entry(() => firsts);
    this.#made.set(made, namesOf(firsts));
    return made as () => boolean;
  }

  /** What a function that was made here decides by. */
  stored(made: unknown): StoredFirsts | readonly StoredFirsts[] {
    return this.#made.get(made)!;
  }

  /** Types of the tokens that a sequence can begin with. */
  #firsts(sequence: readonly IProduction[]): Set<number> {
    const found = new Set<number>();
    for (const part of sequence) {
      for (const type of this.#firstsOf(part)) found.add(type);
      if (!canBeEmpty([part])) break;
    }
    return found;
  }

  #firstsOf(part: IProduction): Iterable<number> {
    if (part instanceof Terminal) return numbersOf(part.terminalType);
    if (part instanceof NonTerminal) {
      const { referencedRule } = part;
      const known = this.#ofRules.get(referencedRule) ?? this.#firsts(referencedRule.definition);
      this.#ofRules.set(referencedRule, known);
      return known;
    }
    if (part instanceof Alternation)
      return alternativesOf(part).flatMap((each) => [...this.#firsts(each.definition)]);
    return this.#firsts((part as Option).definition);
  }
}

/** The bundler renames classes, so their names are written out here. */
const OPTIONAL = [
  [Option, 'Option'],
  [Repetition, 'Repetition'],
  [RepetitionMandatory, 'RepetitionMandatory'],
  [RepetitionMandatoryWithSeparator, 'RepetitionMandatoryWithSeparator'],
  [RepetitionWithSeparator, 'RepetitionWithSeparator'],
] as const;

function isKind(production: IProduction, kind: string): boolean {
  return OPTIONAL.some(([type, name]) => name === kind && production instanceof type);
}

function alternativesOf({ definition }: Alternation): readonly Option[] {
  return definition as unknown as Option[];
}

function canBeEmpty(sequence: readonly IProduction[]): boolean {
  return sequence.every((part) => {
    if (part instanceof Terminal) return false;
    if (part instanceof NonTerminal) return canBeEmpty(part.referencedRule.definition);
    if (part instanceof Alternation)
      return alternativesOf(part).some(({ definition }) => canBeEmpty(definition));
    return ['Option', 'Repetition', 'RepetitionWithSeparator'].some((kind) => isKind(part, kind));
  });
}

function find(sequence: readonly IProduction[], wanted: (part: IProduction) => boolean): IProduction | null {
  for (const part of sequence) {
    if (wanted(part)) return part;
    const inner = part instanceof NonTerminal || part instanceof Terminal ? [] : (part as Option).definition;
    const found = find(inner, wanted);
    if (found !== null) return found;
  }
  return null;
}
