import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction } from 'vscode-languageserver';
import { references } from '../../compiler/language/free-names.ts';
import type { Type } from '../../compiler/model/types.ts';
import type { Block, BlockDeclaration, Member } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import type { Project } from '../project/project.ts';
import { declarationAround, nodesAt } from '../project/syntax-tree.ts';
import { indentAt } from '../text/cursor.ts';
import { changing } from './action.ts';
import type { Selection } from './action.ts';

/** The selected members as a role of their own, which is used in their place. */
export function extractRole(selection: Selection): CodeAction[] {
  const { place, start, end } = selection;
  if (start === end) return [];
  const { project, file } = place;
  const root = project.parsed(file).file;
  const declaration = declarationAround(root, start);
  if (declaration === null || (declaration.node !== 'image' && declaration.node !== 'role')) return [];
  const block = nodesAt(root, start).findLast(({ node }) => node === 'block') as Block | undefined;
  const members = (block?.members ?? []).filter(({ span }) => span.start < end && span.end > start);
  if (members.length === 0 || block !== declaration.body || !members.every(isMovable)) return [];
  const names = new Set(
    declaration.body.members.flatMap((each) =>
      'name' in each && each.node !== 'attribute' ? [each.name.text] : [],
    ),
  );
  const own = new Set(members.flatMap((each) => (each.node === 'let' ? [each.name.text] : [])));
  const rest = declaration.body.members.filter((each) => !members.includes(each));
  // What stays behind may use what goes.
  if (references(rest).some(({ name }) => own.has(name))) return [];
  const needed = [...new Set(references(members).map(({ name }) => name))].filter(
    (name) => names.has(name) && !own.has(name),
  );
  const name = freeRoleName(project, file, 'extracted');
  const text = project.text(file);
  const from = members[0]!.span.start;
  const to = members.at(-1)!.span.end;
  const moved = dedented(text.slice(from, to).replace(/\r?\n/g, '\n'), indentAt(text, from));
  const params = needed
    .map((each) => `  param ${each}: ${typeText(typeOf(project, file, declaration, each))}\n`)
    .join('');
  const given = needed.map((each) => `${each} = ${each}`).join('  ');
  const role = `\n\n# Set up ${name}.\nrole ${name} {\n${params}${params === '' ? '' : '\n'}${moved}\n}`;
  const use = `use ${name}${given === '' ? '' : ` { ${given} }`}`;
  const last = declaration.span.end;
  return [
    changing(selection, 'Extract a role', CodeActionKind.RefactorExtract, [
      { start: from, end: to, text: use },
      { start: last, end: last, text: role },
    ]),
  ];
}

/** Members that mean the same in a role. */
function isMovable(member: Member): boolean {
  if (member.node === 'element') return library.kinds.has(member.kind.text) || member.kind.text === 'expect';
  return ['let', 'use', 'when', 'match', 'for'].includes(member.node);
}

/** A name that no role has yet. */
export function freeRoleName(project: Project, file: string, wanted: string): string {
  const known = new Set(
    project.model
      .scopeAt(file, 0)
      ?.blocks('role')
      .map(({ name }) => name),
  );
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    if (!known.has(name)) return name;
  }
}

function dedented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}

function typeOf(project: Project, file: string, { body }: BlockDeclaration, name: string): Type | null {
  const member = body.members.find(
    (each) => (each.node === 'let' || each.node === 'param') && each.name.text === name,
  );
  if (member === undefined || !('name' in member)) return null;
  return project.declarationAt(file, member.name.span.start)?.type ?? null;
}

/** A type as it is written. */
function typeText(type: Type | null): string {
  switch (type?.kind) {
    case undefined:
    case 'any':
    case 'either':
    case 'unset':
    case 'text':
      return 'string';
    case 'list':
      return `list(${typeText(type.item)})`;
    case 'map':
      return `map(${typeText(type.value)})`;
    case 'optional':
      return `${typeText(type.type)}?`;
    case 'enum':
      return `one_of(${type.values.join(', ')})`;
    case 'record':
      return type.name === 'os' ? 'os' : 'string';
    default:
      return type!.kind;
  }
}
