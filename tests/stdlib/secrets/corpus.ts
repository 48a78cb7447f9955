import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One text of a corpus, under its line `== name | …`. */
export interface Sample {
  readonly name: string;
  readonly notes: readonly string[];
  readonly text: string;
}

export function corpus(file: string): Sample[] {
  const content = readFileSync(join(import.meta.dirname, file), 'utf8');
  return content
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [head, ...lines] = part.split('\n');
      const [name, ...notes] = head!.split(' | ');
      return { name: name!, notes, text: lines.join('\n').replaceAll('·', '').trimEnd() };
    });
}
