import { brackets } from './messages/brackets.ts';
import { characters } from './messages/characters.ts';
import { expressions } from './messages/expressions.ts';
import { structure } from './messages/structure.ts';

/** All that can be wrong with a text before its names mean anything. */
export const syntax = { ...characters, ...brackets, ...structure, ...expressions };
