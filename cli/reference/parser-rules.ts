import type { IProduction, Rule } from 'chevrotain';
import { FileParser } from '../../grammar/parse/declarations.ts';

/** What the parser reads only to say what is wrong with it. */
const mistakes = new WeakSet<object>();

/** Marks, while chevrotain records the rules, each alternative, option, loop or rule that reports a mistake. */
class RecordedParser extends FileParser {
  protected override report(): void {
    const innermost = (this as unknown as { readonly recordingProdStack?: object[] }).recordingProdStack?.at(
      -1,
    );
    if (innermost !== undefined) mistakes.add(innermost);
  }
}

/** The rules of the parser as it was recorded, by name. */
export function parserRules(): ReadonlyMap<string, Rule> {
  return new Map(Object.entries(new RecordedParser().getGAstProductions()));
}

/** Whether a production stands for a mistake that is reported. */
export function isMistake(production: IProduction): boolean {
  return mistakes.has(production);
}
