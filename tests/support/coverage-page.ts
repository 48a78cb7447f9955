import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of docs/coverage.md: a sentence, and the ids of what holds it. */
export interface Covered {
  readonly section: string;
  readonly sentence: string;
  readonly rules: readonly string[];
  readonly compiler: readonly string[];
  readonly otherwise: string;
}

const plain = (text: string) => text.replace(/\\(?=[\\*_<[\]{}|])/g, '').trim();

/** What stands between backticks. */
export const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

export function covered(): Covered[] {
  let section = '';
  return readFileSync(join(import.meta.dirname, '../../docs/coverage.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('## ')) section = line.slice(3);
      const cells = line.split(/(?<!\\)\|/).map(plain);
      if (cells.length !== 6 || cells[1] === 'Sentence' || /^-+$/.test(cells[1]!)) return [];
      const [, sentence = '', rules = '', compiler = '', otherwise = ''] = cells;
      return [{ section, sentence, rules: names(rules), compiler: names(compiler), otherwise }];
    });
}
