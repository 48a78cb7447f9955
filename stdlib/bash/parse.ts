import { forEachChild, parse } from 'unbash';
import type { ParseError, Script, SyntaxNode } from 'unbash';
import { byText } from '../../compiler/sdk/by-text.ts';

export interface BashError {
  /** As a part of a sentence: ``expected `fi` to close `if` ``. */
  readonly message: string;
  /** Offset in the text. */
  readonly start: number;
}

/** The syntax tree of a text in bash's language. What is wrong in it is `bashErrors`' to say. */
export const parseBash: (text: string) => Script = byText((text) => parse(text));

/** Why bash would not read a text, in the order of the text; what only nests too deep for us is none of it. */
export const bashErrors = byText((text): readonly BashError[] => {
  const script = parseBash(text);
  const found: ParseError[] = [];
  const visit = (node: SyntaxNode): void => {
    if ('errors' in node && node.errors !== undefined) found.push(...(node.errors as readonly ParseError[]));
    forEachChild(node, visit);
  };
  visit(script as unknown as SyntaxNode);
  return found
    .filter(({ message }) => !message.startsWith('maximum '))
    .sort((a, b) => a.pos - b.pos)
    .map(({ message, pos }) => ({
      message: message.replace(/'([^']+)'/g, '`$1`').replace(/''+'/g, "`'`"),
      start: Math.min(pos, text.length),
    }));
});

/** A text of which Ansible fills in a part, with letters in the place of its templates. */
export function withoutTemplates(text: string): string {
  return text.replace(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs, (found) => found.replace(/[^\n]/g, 'x'));
}
