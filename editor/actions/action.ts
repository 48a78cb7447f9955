import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import type { Place } from '../project/feature.ts';

/** Where actions are asked for. */
export interface Selection {
  readonly place: Place;
  readonly start: number;
  readonly end: number;
  /** What the client shows there. */
  readonly shown: readonly Diagnostic[];
}

/** A change that the author can choose: text in place of stretches of the document. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type MakeActions = (selection: Selection) => CodeAction[];

/** An action that changes the document itself. */
export function changing(
  { place: { project, file } }: Selection,
  title: string,
  kind: string,
  changes: readonly Change[],
  more: Partial<CodeAction> = {},
): CodeAction {
  const newline = project.text(file).includes('\r\n') ? '\r\n' : '\n';
  const edits = changes.map(({ start, end, text }) => ({
    range: project.range({ file, start, end, line: 1 }),
    newText: text.replace(/\r?\n/g, newline),
  }));
  return { title, kind, edit: { changes: { [project.uriOf(file)]: edits } }, ...more };
}
