import { brackets } from './brackets.ts';
import { characters } from './characters.ts';
import { expressions } from './expressions.ts';
import { structure } from './structure.ts';

/** All diagnostics of the scanner and the parser, before names are resolved. */
export const syntax = { ...characters, ...brackets, ...structure, ...expressions };
