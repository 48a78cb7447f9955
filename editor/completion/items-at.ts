import { CompletionItemKind } from 'vscode-languageserver-types';
import type { CompletionItem } from 'vscode-languageserver';
import { enumValues } from '../../compiler/model/types.ts';
import type { Type } from '../../compiler/model/types.ts';
import { T } from '../../grammar/scan/tokens.ts';
import type { Block } from '../../grammar/syntax.ts';
import { allRules } from '../../stdlib/rule-set.ts';
import { Cursor, isWord } from '../text/cursor.ts';
import type { Place } from '../project/feature.ts';
import { nodesAt } from '../project/syntax-tree.ts';
import { declared, finished, word } from './items.ts';
import type { Draft } from './items.ts';
import { memberItems } from './members.ts';
import { packageItems } from './packages.ts';
import { declarations } from './snippets.ts';
import { stringItems } from './strings.ts';
import { fieldItems, systems, typeItems, valueItems, wantedType } from './values.ts';

/** What can be written at an offset. */
export function completionsAt(place: Place, offset: number): CompletionItem[] {
  const { project, file } = place;
  const cursor = new Cursor(project.text(file), offset);
  if (cursor.comment !== null) return [];
  const range = (start: number) => project.range({ file, start, end: offset, line: 1 });
  const string = stringItems(place, cursor);
  if (string !== null) return finished(string.items, range(string.start));
  if (cursor.stringText !== null) return [];
  return finished(itemsAt(place, cursor), range(offset - cursor.prefix.length));
}

function itemsAt(place: Place, cursor: Cursor): Draft[] {
  const { project, file } = place;
  const before = cursor.back(1);
  const scope = project.model.scopeAt(file, cursor.offset);
  const nodes = nodesAt(project.parsed(file).file, cursor.offset);
  if (before?.tokenType === T.Dot) return fieldItems(cursor, project, file, scope);
  if (cursor.open.length === 0) return cursor.startsMember ? [...declarations] : afterWord(place, cursor);
  const arms = patterns(place, cursor);
  if (arms !== null) return arms;
  if (cursor.bracket?.tokenType === T.LBrace && cursor.startsMember && !isMap(cursor)) {
    const block = nodes.findLast(({ node }) => node === 'block') as Block | undefined;
    return memberItems(scope, cursor, block ?? null);
  }
  const special = afterWord(place, cursor);
  if (special.length > 0) return special;
  if (
    before?.tokenType === T.Name &&
    cursor.bracket?.tokenType === T.LBrace &&
    cursor.startsMember === false &&
    isLabel(cursor)
  )
    return [];
  const compared = comparison(place, cursor);
  return valueItems(scope, compared ?? wantedType(cursor, project, file));
}

/** What follows a word that says what comes: `use`, `allow`, `package`, the colon of a param. */
function afterWord(place: Place, cursor: Cursor): Draft[] {
  const { project, file } = place;
  const [before, word2] = [cursor.back(1), cursor.back(2)];
  if (before === undefined || before.endOffset < 0) return [];
  if (before.tokenType === T.Use) {
    const scope = project.model.scopeAt(file, cursor.offset);
    return (scope?.blocks('role') ?? []).map((each) => declared(each));
  }
  if (before.image === 'allow' && isWord(before)) {
    return allRules().map(({ id, title }) => word(id, CompletionItemKind.EnumMember, title));
  }
  const labels =
    before.tokenType === T.LBracket || before.tokenType === T.Comma
      ? cursor.beforeBracket()?.image
      : before.image;
  if (labels === 'package') return packageItems(place, cursor.prefix);
  const isParam = before.tokenType === T.Colon && cursor.back(3)?.tokenType === T.Param;
  return isParam && word2 !== undefined ? typeItems() : [];
}

/** Whether a word directly before the cursor's begins a member, so that a label comes. */
function isLabel(cursor: Cursor): boolean {
  const [before, earlier] = [cursor.back(1), cursor.back(2)];
  return before?.first === true || earlier?.tokenType === T.LBrace || earlier?.tokenType === T.RBrace;
}

/** Whether the innermost braces are those of a map. */
function isMap(cursor: Cursor): boolean {
  const before = cursor.beforeBracket()?.tokenType;
  return (
    before === T.Assign ||
    before === T.Arrow ||
    before === T.Comma ||
    before === T.LParen ||
    before === T.LBracket
  );
}

/** The patterns of a `match`, where the cursor is at the beginning of an arm; null elsewhere. */
function patterns({ project, file }: Place, cursor: Cursor): Draft[] | null {
  if (cursor.bracket?.tokenType !== T.LBrace) return null;
  const open = cursor.open.at(-1)!;
  let at = open - 1;
  while (
    at >= 0 &&
    cursor.before[at]!.tokenType !== T.Match &&
    cursor.before[at]!.startLine === cursor.before[open]!.startLine
  )
    at--;
  if (cursor.before[at]?.tokenType !== T.Match) return null;
  if (!cursor.startsMember && cursor.back(1)?.tokenType !== T.Comma) return null;
  const subject = cursor.before[open - 1]!;
  const type = project.model.typeAt(file, subject.startOffset) ?? undefined;
  const scope = project.model.scopeAt(file, cursor.offset);
  return [
    ...ofType(type, scope),
    word('else', CompletionItemKind.Keyword, 'every other value', { sortText: '9' }),
  ];
}

/** The type of the other side of a comparison. */
function comparison({ project, file }: Place, cursor: Cursor): Type | undefined {
  const operator = cursor.back(1);
  const left = cursor.back(2);
  if (operator?.tokenType !== T.Binary || left === undefined) return undefined;
  // A comparison without its right side has no type yet.
  if (left.image === 'os' || left.image === 'family') return { kind: 'record', name: left.image };
  return project.model.typeAt(file, left.startOffset) ?? undefined;
}

function ofType(type: Type | undefined, scope: ReturnType<Place['project']['model']['scopeAt']>): Draft[] {
  if (type?.kind === 'record' && type.name === 'os') return systems(scope, 'os');
  if (type?.kind === 'record' && type.name === 'family') return systems(scope, 'family');
  return enumValues(type).map((name) => word(name, CompletionItemKind.EnumMember, 'a value'));
}
