import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Fix } from '../../grammar/diagnostic.ts';
import { lspDiagnostic } from '../project/problems.ts';
import type { Project } from '../project/project.ts';
import type { Selection } from './action.ts';

/** The fixes of the diagnostics at a place. */
export function fixes({ place: { project, file }, start, end }: Selection): CodeAction[] {
  return project.diagnostics.flatMap((diagnostic) => {
    const { span, fix } = diagnostic;
    if (fix === null || span.file !== file || span.end < start || span.start > end) return [];
    if (fix.edits.some((each) => isLibraryFile(each.span.file))) return [];
    return {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [lspDiagnostic(diagnostic, project)],
      isPreferred: fix.safe,
      edit: { changes: editsOf(project, [fix]) },
    };
  });
}

/** Every safe fix of the document at once; of two that touch, the first. */
export function fixAll({ place: { project, file } }: Selection): CodeAction[] {
  const taken: Fix[] = [];
  let last = -1;
  const safe = project.diagnostics.flatMap(({ fix }) =>
    fix !== null && fix.safe && fix.edits.every(({ span }) => span.file === file) ? fix : [],
  );
  const from = ({ edits }: Fix) => Math.min(...edits.map(({ span }) => span.start));
  for (const fix of safe.sort((a, b) => from(a) - from(b))) {
    if (from(fix) <= last) continue;
    taken.push(fix);
    last = Math.max(...fix.edits.map(({ span }) => span.end));
  }
  if (taken.length === 0) return [];
  const title = 'Apply all safe fixes';
  return [{ title, kind: CodeActionKind.SourceFixAll, edit: { changes: editsOf(project, taken) } }];
}

function editsOf(project: Project, all: readonly Fix[]): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, text } of all.flatMap(({ edits }) => edits)) {
    const newText = project.text(span.file).includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
    (changes[project.uriOf(span.file)] ??= []).push({ range: project.range(span), newText });
  }
  return changes;
}
