import { CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { CompletionItem, Range } from 'vscode-languageserver';
import type { Declaration, DeclarationKind } from '../../compiler/model/semantics.ts';
import { describe } from '../../compiler/model/types.ts';
import { about } from '../project/subject-text.ts';

/** An item before it is known which text it replaces. */
export type Draft = Omit<CompletionItem, 'textEdit' | 'insertText'> & {
  /** What is written in place of the label; with `${1:…}` for what is filled in if `snippet`. */
  readonly insert?: string;
  readonly snippet?: true;
};

const KINDS: Partial<Record<DeclarationKind, CompletionItemKind>> = {
  attribute: CompletionItemKind.Property,
  block: CompletionItemKind.Struct,
  resource: CompletionItemKind.Class,
  expectation: CompletionItemKind.Class,
  role: CompletionItemKind.Module,
  image: CompletionItemKind.Struct,
  os: CompletionItemKind.Constant,
  family: CompletionItemKind.Constant,
  function: CompletionItemKind.Function,
  field: CompletionItemKind.Field,
  let: CompletionItemKind.Variable,
  param: CompletionItemKind.Variable,
  'loop variable': CompletionItemKind.Variable,
  value: CompletionItemKind.Variable,
  rule: CompletionItemKind.EnumMember,
};

export function declared(declaration: Declaration, more: Partial<Draft> = {}): Draft {
  const { name, what, type } = declaration;
  return {
    label: name,
    kind: KINDS[what] ?? CompletionItemKind.Text,
    detail: type === null ? what : describe(type),
    documentation: { kind: 'markdown', value: about(declaration) },
    ...more,
  };
}

export const word = (
  label: string,
  kind: CompletionItemKind,
  detail: string,
  more: Partial<Draft> = {},
): Draft => ({
  label,
  kind,
  detail,
  ...more,
});

export const snippet = (label: string, insert: string, detail: string): Draft => ({
  label,
  kind: CompletionItemKind.Snippet,
  detail,
  insert,
  snippet: true,
});

/** Items that replace the text of a range. A client that knows no snippets gets the words alone. */
export function finished(drafts: readonly Draft[], range: Range): CompletionItem[] {
  const seen = new Set<string>();
  return drafts.flatMap(({ insert, snippet: filled, ...item }) => {
    const key = `${item.label} ${item.kind}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return {
      ...item,
      ...(filled && { insertTextFormat: InsertTextFormat.Snippet }),
      textEdit: { range, newText: insert ?? item.label },
    };
  });
}
