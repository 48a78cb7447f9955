import { parse } from '../../grammar/parse/parser.ts';

/** What a text says, without where it says it. */
export function meaningOf(text: string): string {
  return JSON.stringify(parse('', text).file, (key, value: unknown) => (key === 'span' ? undefined : value));
}
