import { describe, expect, it } from 'vitest';
import { FileParser } from '../../../grammar/parse/declarations.ts';
import { lookahead } from '../../../grammar/parse/lookahead.generated.ts';
import { storedFunctions } from '../../../grammar/parse/lookahead.ts';
import { T } from '../../../grammar/scan/tokens.ts';

describe('what the parser decides by', () => {
  it('is stored as the grammar has it', () => {
    expect(new FileParser().lookahead).toEqual(lookahead);
  });

  it('comes to the same from the store as from the analysis, for every next token', () => {
    const analysed = (
      new FileParser() as unknown as { lookAheadFuncsCache: Map<number, (this: object) => unknown> }
    ).lookAheadFuncsCache;
    let asked = 0;
    for (const [place, stored] of storedFunctions(lookahead)) {
      for (const { tokenTypeIdx, name } of Object.values(T)) {
        const looking = { LA: () => ({ tokenTypeIdx }) };
        const found = (stored as (this: object) => unknown).call(looking);
        expect(found, `${place} before ${name}`).toBe(analysed.get(place)!.call(looking));
        asked++;
      }
    }
    expect(asked).toBe(analysed.size * Object.keys(T).length);
  });

  it('leaves what is said of a mistake as it is', () => {
    expect(Object.keys(new FileParser(lookahead).getGAstProductions())).toEqual(
      Object.keys(new FileParser().getGAstProductions()),
    );
  });
});
