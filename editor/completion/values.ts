import { CompletionItemKind } from 'vscode-languageserver-types';
import { functions } from '../../compiler/language/functions.ts';
import { OBJECT_FIELDS } from '../../compiler/language/object-fields.ts';
import type { Declaration, ScopeAt } from '../../compiler/model/semantics.ts';
import { TYPE_NAMES, describe, enumValues, itemType, unwrap } from '../../compiler/model/types.ts';
import type { Type } from '../../compiler/model/types.ts';
import { T } from '../../grammar/scan/tokens.ts';
import { isWord } from '../text/cursor.ts';
import type { Cursor } from '../text/cursor.ts';
import type { Project } from '../project/project.ts';
import { declared, snippet, word } from './items.ts';
import type { Draft } from './items.ts';

/** What an expression may be where a type is wanted. */
export function valueItems(scope: ScopeAt | null, wanted: Type | undefined): Draft[] {
  const first = { sortText: '0' };
  const names = enumValues(wanted).map((name) =>
    word(name, CompletionItemKind.EnumMember, 'a value of the attribute', first),
  );
  return [
    ...names,
    ...literals(wanted),
    ...(wantsRecord(wanted, 'os') ? systems(scope, 'os', first) : []),
    ...(wantsRecord(wanted, 'family') ? systems(scope, 'family', first) : []),
    ...(wantsRecord(wanted, 'image') ? images(scope, 'image.', first) : []),
    ...(scope?.values ?? []).map((each) => declared(each, { sortText: '2' })),
    ...[...functions].map(([name, { signature, doc }]) => ({
      ...snippet(name, `${name}(\${0})`, signature),
      kind: CompletionItemKind.Function,
      documentation: { kind: 'markdown' as const, value: doc },
      sortText: '3',
    })),
  ];
}

export const systems = (scope: ScopeAt | null, kind: 'os' | 'family', more: Partial<Draft> = {}): Draft[] =>
  (scope?.blocks(kind) ?? []).map((each) => declared(each, more));

/** The images that another one can be built on. */
const images = (scope: ScopeAt | null, prefix: string, more: Partial<Draft> = {}): Draft[] =>
  (scope?.blocks('image') ?? []).map((each) => {
    const label = `${prefix}${each.name}`;
    return declared(each, { label, filterText: label, insert: label, ...more });
  });

function wantsRecord(type: Type | undefined, name: 'os' | 'family' | 'image'): boolean {
  const inner = unwrap(type);
  return inner?.kind === 'record' && inner.name === name;
}

/** Words and forms that a type has of its own. */
function literals(wanted: Type | undefined): Draft[] {
  const inner = unwrap(wanted);
  const more = { sortText: '1' };
  switch (inner?.kind) {
    case 'bool':
      return ['true', 'false'].map((name) => word(name, CompletionItemKind.Keyword, 'true or false', more));
    case 'list':
      return [{ ...snippet('[…]', '[$0]', describe(inner)), ...more }];
    case 'map':
      return [{ ...snippet('{…}', '{ ${1:key} = $0 }', describe(inner)), ...more }];
    case 'string':
    case 'text':
      return [{ ...snippet('"…"', '"$0"', describe(inner)), ...more }];
    default:
      return [];
  }
}

/** Names of types, after the colon of a param. */
export const typeItems = (): Draft[] =>
  [...TYPE_NAMES].map(([name, { form, doc }]) => ({
    ...(form === 'plain'
      ? word(name, CompletionItemKind.TypeParameter, 'a type')
      : snippet(name, `${name}(\${0})`, 'a type')),
    kind: CompletionItemKind.TypeParameter,
    documentation: { kind: 'markdown', value: doc },
  }));

/** Fields of what stands before the dot. */
export function fieldItems(
  cursor: Cursor,
  project: Project,
  file: string,
  scope: ScopeAt | null = null,
): Draft[] {
  const object = cursor.back(2);
  if (object === undefined || !isWord(object)) return [];
  if (object.image === 'image' && cursor.back(3)?.tokenType === T.Assign && cursor.back(4)?.image === 'base')
    return images(scope, '');
  const type = unwrap(project.model.typeAt(file, object.startOffset) ?? undefined);
  const record = type?.kind === 'record' ? type.name : recordOf(cursor);
  if (record !== null) {
    return [...OBJECT_FIELDS[record]].map(([name, field]) => ({
      ...word(name, CompletionItemKind.Field, describe(field.type)),
      documentation: { kind: 'markdown', value: field.doc },
    }));
  }
  return type?.kind === 'file' ? [word('name', CompletionItemKind.Field, 'a string')] : [];
}

/** The object that is named before the dot, where the text is too broken for its type to be known. */
function recordOf(cursor: Cursor): keyof typeof OBJECT_FIELDS | null {
  const name = cursor.back(2)?.image;
  if (name === 'family' && cursor.back(3)?.tokenType === T.Dot) return 'family';
  return name === 'os' || name === 'image' || name === 'build' ? name : null;
}

/** The type that the value after `=` should have, or an item of it within brackets. */
export function wantedType(cursor: Cursor, project: Project, file: string): Type | undefined {
  const inList = cursor.bracket?.tokenType === T.LBracket;
  const [assign, name] = inList
    ? [cursor.beforeBracket(1), cursor.beforeBracket(2)]
    : [cursor.back(1), cursor.back(2)];
  if (assign?.tokenType !== T.Assign || name === undefined || !isWord(name)) return undefined;
  const found: Declaration | null = project.declarationAt(file, name.startOffset);
  const type = found?.type ?? undefined;
  return inList ? itemType(type) : type;
}
