import { METADATA_KEYS } from '../../compiler/language/blocks.ts';
import type { Declaration, ScopeAt } from '../../compiler/model/semantics.ts';
import { describe } from '../../compiler/model/types.ts';
import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Block } from '../../grammar/syntax.ts';
import { T } from '../../grammar/scan/tokens.ts';
import type { Cursor } from '../text/cursor.ts';
import { declared, word } from './items.ts';
import type { Draft } from './items.ts';
import { roleParam, statements } from './snippets.ts';

/** What may begin a member of the block that the cursor is in. Attributes that are there are left out. */
export function memberItems(scope: ScopeAt | null, cursor: Cursor, block: Block | null): Draft[] {
  const written = new Set(
    (block?.members ?? []).flatMap((member) =>
      member.node === 'attribute' && !within(cursor, member.name.span) ? [member.name.text] : [],
    ),
  );
  const members = (scope?.members ?? []).filter(
    ({ name, what }) => what !== 'attribute' || !written.has(name),
  );
  const kinds = members.some(({ what }) => what === 'resource');
  const inMetadata = cursor.beforeBracket()?.image === 'metadata';
  return [
    ...members.map(memberItem),
    ...(inMetadata
      ? METADATA_KEYS.map((name) =>
          word(name, CompletionItemKind.Property, 'a property', { insert: `${name} = ` }),
        )
      : []),
    ...(kinds ? statements : []),
    ...(cursor.open.length === 1 && cursor.before.some(({ tokenType }) => tokenType === T.Role) && kinds
      ? [roleParam]
      : []),
  ];
}

const within = ({ offset }: Cursor, { start, end }: { start: number; end: number }) =>
  start <= offset && offset <= end;

function memberItem(declaration: Declaration): Draft {
  const { name, what } = declaration;
  switch (what) {
    case 'attribute':
    case 'param': {
      const type = declaration.type === null ? '' : describe(declaration.type);
      return declared(declaration, {
        insert: `${name} = `,
        detail: type,
        sortText: `0${name}`,
        kind: CompletionItemKind.Property,
      });
    }
    case 'block':
      return declared(declaration, { insert: blockText(name), snippet: true, sortText: `1${name}` });
    default:
      return declared(declaration, {
        insert: `${name} \${1:${LABELS[name] ?? 'name'}}`,
        snippet: true,
        sortText: `2${name}`,
      });
  }
}

/** Labels that are more than a word. */
const LABELS: Readonly<Record<string, string>> = {
  file: '"/path"',
  directory: '"/path"',
  link: '"/path"',
  absent: '"/path"',
  line: '"/path"',
  command: '"command"',
  shell: '"command"',
  task: '"name"',
  sysctl: '"key"',
  port: '80',
  http: '"http://localhost/"',
  mount: '"/"',
  archive: '"/path"',
  download: '"/path"',
};

function blockText(name: string): string {
  if (name === 'allow') return 'allow ${1:rule} { reason = "$0" }';
  return name === 'variant' ? 'variant ${1:name} {\n\t$0\n}' : `${name} {\n\t$0\n}`;
}
