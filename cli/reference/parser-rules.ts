import type { IProduction, Rule } from 'chevrotain';
import { FileParser } from '../../grammar/parse/declarations.ts';

/** Grammar that the parser accepts only to report it as a mistake. */
const mistakes = new WeakSet<object>();

/**
 * While chevrotain records the rules, marks each alternative, option, loop or rule that reports a mistake.
 */
class RecordedParser extends FileParser {
  protected override report(): void {
    const innermost = (this as unknown as { readonly recordingProdStack?: object[] }).recordingProdStack?.at(
      -1,
    );
    if (innermost !== undefined) mistakes.add(innermost);
  }
}

/** Returns the recorded rules of the parser by name. */
export function parserRules(): ReadonlyMap<string, Rule> {
  return new Map(Object.entries(new RecordedParser().getGAstProductions()));
}

/** True if a production stands for a reported mistake. */
export function isMistake(production: IProduction): boolean {
  return mistakes.has(production);
}
