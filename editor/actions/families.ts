import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction } from 'vscode-languageserver';
import type { Element, Match, MatchExpr } from '../../grammar/syntax.ts';
import { patternKey } from '../../compiler/language/declarations.ts';
import { enumValues, unwrap } from '../../compiler/model/types.ts';
import { library } from '../../stdlib/index.ts';
import type { Project } from '../project/project.ts';
import { nodesAt } from '../project/syntax-tree.ts';
import { indentAt } from '../text/cursor.ts';
import { changing } from './action.ts';
import type { Selection } from './action.ts';

/** A resource once for each family, under a `match`. */
export function splitByFamily(selection: Selection): CodeAction[] {
  const { place, start } = selection;
  const { project, file } = place;
  const nodes = nodesAt(project.parsed(file).file, start);
  const element = nodes.findLast(({ node }) => node === 'element') as Element | undefined;
  if (element === undefined || !library.kinds.has(element.kind.text)) return [];
  if (
    nodes.some(({ node }) => node === 'match' || node === 'when') ||
    start > (element.label ?? element.kind).span.end
  )
    return [];
  const text = project.text(file);
  const indent = indentAt(text, element.span.start);
  const own = text.slice(element.span.start, element.span.end).replace(/\r?\n/g, '\n');
  const arms = families(project).map((family) => {
    const body = own.split('\n').join('\n    ');
    return `${indent}  ${family} {\n${indent}    ${body}\n${indent}  }`;
  });
  const written = `match os.family {\n${arms.join('\n')}\n${indent}}`;
  return [
    changing(selection, 'Split by family', CodeActionKind.RefactorRewrite, [
      { ...element.span, text: written },
    ]),
  ];
}

/** The families of all targets; those of the library where there are none yet. */
function families(project: Project): string[] {
  const targets = (project.good?.images ?? []).flatMap((image) => image.targets);
  const found = [...new Set(targets.map(({ os }) => os.family.name))].sort();
  return found.length > 1 ? found : ['debian', 'redhat'];
}

/** The arms that a `match` lacks. */
export function fillMatch(selection: Selection): CodeAction[] {
  const { place, start } = selection;
  const { project, file } = place;
  const match = nodesAt(project.parsed(file).file, start).findLast(
    ({ node }) => node === 'match' || node === 'matchexpr',
  ) as Match | MatchExpr | undefined;
  if (match === undefined || match.else !== null) return [];
  const type = unwrap(project.model.typeAt(file, match.subject.span.end - 1) ?? undefined);
  const values = type?.kind === 'record' ? named(project, type.name) : enumValues(type);
  const keys = new Set<string>(match.arms.flatMap(({ patterns }) => patterns.map(patternKey)));
  const missing = values.filter((name) => !keys.has(`text ${name}`));
  if (missing.length === 0) return [];
  const text = project.text(file);
  const indent = indentAt(text, match.span.start);
  const [first] = match.arms;
  const value =
    match.node === 'matchexpr' && first !== undefined && 'value' in first
      ? text.slice(first.value.span.start, first.value.span.end)
      : '""';
  const arms = missing.map(
    (name) => `${indent}  ${name} ${match.node === 'match' ? `{\n${indent}  }` : `=> ${value}`}\n`,
  );
  const closing = match.span.end - 1;
  const begin = text.slice(0, closing).trimEnd().length;
  const written = `\n${arms.join('')}${indent}`;
  const title = `Add ${missing.length === 1 ? `an arm for \`${missing[0]!}\`` : `${missing.length} missing arms`}`;
  return [
    changing(selection, title, CodeActionKind.QuickFix, [{ start: begin, end: closing, text: written }]),
  ];
}

/** The names of families, or of systems, that targets have. */
function named(project: Project, record: string): string[] {
  if (record === 'family') return families(project);
  const targets = (project.good?.images ?? []).flatMap((image) => image.targets);
  return record === 'os' ? [...new Set(targets.map(({ os }) => os.name))] : [];
}
