import { brackets } from './brackets.ts';
import { characters } from './characters.ts';
import { expressions } from './expressions.ts';
import { structure } from './structure.ts';

/** All that can be wrong with a text before its names mean anything. */
export const syntax = { ...characters, ...brackets, ...structure, ...expressions };
