import {
  foreignAttribute,
  foreignFact,
  foreignFunction,
  foreignKind,
  foreignType,
} from '../../compiler/language/foreign-idioms.ts';
import { library } from '../../stdlib/index.ts';
import { languageTopics } from './language.ts';
import { libraryTopics } from './library.ts';
import type { Topic } from './topic.ts';

/** Returns everything that `vkc explain` knows except codes and rules. One name can have several topics. */
export function allTopics(): Topic[] {
  return [...libraryTopics(), ...languageTopics()];
}

/** Returns what to write in place of a word of another tool; null if the word is of no other tool. */
export function foreignHint(word: string): string | null {
  const type = foreignType(word);
  const fact = foreignFact(word);
  return (
    (foreignKind(word, library.kinds.values()) ?? foreignAttribute(word) ?? foreignFunction(word))?.remedy ??
    (type === undefined ? null : `The type is called \`${type}\`.`) ??
    (fact === undefined ? null : `The compiler knows it: write \`${fact}\`.`)
  );
}
