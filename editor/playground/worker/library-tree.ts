import { parse } from '../../../grammar/parse/parser.ts';
import type { SourceFile } from '../../../grammar/syntax.ts';

/** Stands in the bundles of editors for `grammar/serialize.ts`: they have the texts of the library only, and parse what they need. */
export const readTree = (name: string, text: string): SourceFile => parse(name, text).file;
