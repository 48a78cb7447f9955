import type { FindSecrets } from '../../compiler/diagnostics/conceal.ts';

/** Strings of a source, a last one without its end, too. */
const STRING = /"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*/g;

/** Finds the secrets of someone in a source that may be broken; passwords that everyone knows are none. */
export async function secretsInSource(): Promise<FindSecrets> {
  const { findSecrets } = await import('../../stdlib/secrets/find.ts');
  return (text) => {
    const found = [...findSecrets(text, 'code')];
    // A value without quotes is an expression out here, and a value in a string.
    for (const { 0: string, index } of text.matchAll(STRING)) {
      for (const each of findSecrets(string))
        found.push({ ...each, start: index + each.start, end: index + each.end });
    }
    return disjoint(found.filter(({ kind }) => kind !== 'default-password'));
  };
}

function disjoint<T extends { readonly start: number; readonly end: number }>(found: readonly T[]): T[] {
  const kept: T[] = [];
  for (const each of [...found].sort((a, b) => a.start - b.start || b.end - a.end))
    if (each.start >= (kept.at(-1)?.end ?? 0)) kept.push(each);
  return kept;
}
