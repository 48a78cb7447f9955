import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invariants } from '../../stdlib/invariants.generated.ts';
import { anchor } from '../../stdlib/platform/entry.ts';
import type { Entry } from '../../stdlib/platform/entry.ts';
import { platform } from '../../stdlib/platform/index.ts';
import { allRules } from '../../stdlib/rule-set.ts';

/** An entry of docs/platform.md, and the ids of what cites it. */
export interface Covered extends Entry {
  readonly id: string;
  readonly section: string;
  readonly rules: readonly string[];
  readonly compiler: readonly string[];
}

type Citing = readonly { readonly id: string; readonly sources: readonly string[] }[];

const citing = (all: Citing, entry: string): string[] =>
  all.filter(({ sources }) => sources.includes(entry)).map(({ id }) => id);

export function covered(): Covered[] {
  return platform.flatMap((section) =>
    section.entries.map((entry) => {
      const id = anchor(entry.title);
      const held = { rules: citing(allRules(), id), compiler: citing(invariants, id) };
      return { ...entry, id, section: section.title, ...held };
    }),
  );
}

/** The sentences that must be answered for, with their sections, and the entry that answers for each. */
export function sentences(): { readonly sentence: string; readonly entry: string }[] {
  return readFileSync(join(import.meta.dirname, '../compiler/rules/sections.txt'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [sentence, entry] = line.split(' -> ') as [string, string];
      return { sentence, entry };
    });
}
