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
import type { ILookaheadStrategy, IOrAlt, IProduction, IToken, Rule } from 'chevrotain';

/** The part of a parser that a lookahead function uses. The parser is its `this`. */
interface Looking {
  LA(distance: number): IToken;
}

type Firsts = ReadonlySet<number>;

/**
 * Decides by the next token alone, which is enough for this grammar. The strategy of the parser generator
 * computes paths through the whole grammar; that would take longer than the rest of start-up.
 */
export class NextTokenStrategy extends LLkLookaheadStrategy implements ILookaheadStrategy {
  readonly #ofRules = new Map<Rule, Firsts>();

  constructor() {
    super({ maxLookahead: 1 });
  }

  override buildLookaheadForAlternation({ prodOccurrence, rule }: { prodOccurrence: number; rule: Rule }) {
    const choice = find(rule.definition, (p) => p instanceof Alternation && p.idx === prodOccurrence);
    const alternatives = alternativesOf(choice as Alternation).map(({ definition }) => ({
      firsts: this.#firsts(definition),
      empty: canBeEmpty(definition),
    }));
    return function (this: Looking, alts: IOrAlt<unknown>[] | undefined): number | undefined {
      const next = this.LA(1).tokenTypeIdx;
      const index = alternatives.findIndex(({ firsts, empty }, at) => {
        const gate = alts?.[at]?.GATE;
        return (empty || firsts.has(next)) && (gate === undefined || gate.call(this));
      });
      return index < 0 ? undefined : index;
    } as (alts?: IOrAlt<unknown>[]) => number | undefined;
  }

  override buildLookaheadForOptional(options: { prodOccurrence: number; prodType: string; rule: Rule }) {
    const { prodOccurrence, prodType, rule } = options;
    const wanted = find(rule.definition, (p) => isKind(p, prodType) && (p as Option).idx === prodOccurrence);
    const firsts = this.#firsts((wanted as Option).definition);
    return function (this: Looking): boolean {
      return firsts.has(this.LA(1).tokenTypeIdx);
    } as () => boolean;
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
    if (part instanceof Terminal) {
      const { tokenTypeIdx, categoryMatches } = part.terminalType;
      return [tokenTypeIdx!, ...(categoryMatches ?? [])];
    }
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
