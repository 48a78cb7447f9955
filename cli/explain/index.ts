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

/** Everything that `vkc explain` knows besides codes and rules. One name can be several things. */
export function allTopics(): Topic[] {
  return [...libraryTopics(), ...languageTopics()];
}

/** What to write in place of a word of another tool; null when it is none. */
export function foreignHint(word: string): string | null {
  const type = foreignType(word);
  const fact = foreignFact(word);
  return (
    (foreignKind(word, library.kinds.values()) ?? foreignAttribute(word) ?? foreignFunction(word))?.remedy ??
    (type === undefined ? null : `The type is called \`${type}\`.`) ??
    (fact === undefined ? null : `The compiler knows it: write \`${fact}\`.`)
  );
}
