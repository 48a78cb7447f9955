import { parse } from '../../../grammar/parse/parser.ts';
import type { SourceFile } from '../../../grammar/syntax.ts';

/** Stands in the page's bundle for `grammar/serialize.ts`: the page has the texts of the library only, and parses what it needs. */
export const readTree = (name: string, text: string): SourceFile => parse(name, text).file;
