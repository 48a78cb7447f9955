import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { GeneratedLines } from './protocol.ts';

const PAUSE = 80;

/** Marks the generated lines of the source line with the cursor, and the source line of a generated one. */
export function followLines(client: LanguageClient): vscode.Disposable[] {
  const mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = (editor: vscode.TextEditor) => {
    clearTimeout(timer);
    if (!vscode.workspace.getConfiguration('vkc').get('output.follow', true)) return;
    timer = setTimeout(() => void marked(client, editor, mark), PAUSE);
  };
  return [mark, vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor))];
}

async function marked(
  client: LanguageClient,
  editor: vscode.TextEditor,
  mark: vscode.TextEditorDecorationType,
): Promise<void> {
  const { uri, languageId } = editor.document;
  const { line } = editor.selection.active;
  const others = vscode.window.visibleTextEditors.filter((each) => each !== editor);
  if (uri.scheme === 'vkc-tree') {
    const found = await client.sendRequest<{ uri: string; range: { start: { line: number } } } | null>(
      'vkc/sourceOf',
      {
        uri: uri.toString(),
        line,
      },
    );
    for (const other of others) {
      const isSource = found !== null && other.document.uri.toString() === found.uri;
      show(other, mark, isSource ? [found.range.start.line, found.range.start.line] : null);
    }
    return;
  }
  if (languageId !== 'vkimage') return;
  for (const other of others.filter(({ document }) => document.uri.scheme === 'vkc-tree')) {
    const [, image = '', target = ''] = other.document.uri.path.split('/');
    const found = await client.sendRequest<GeneratedLines[] | null>('vkc/generatedFrom', {
      textDocument: { uri: uri.toString() },
      line,
      root: other.document.uri.query,
      image,
      target: target === '*' ? null : target,
    });
    const own = found?.find(
      (each) => vscode.Uri.parse(each.uri).toString() === other.document.uri.toString(),
    );
    show(other, mark, own === undefined ? null : [own.from, own.to]);
  }
}

function show(
  editor: vscode.TextEditor,
  mark: vscode.TextEditorDecorationType,
  lines: readonly [number, number] | null,
): void {
  const ranges = lines === null ? [] : [new vscode.Range(lines[0], 0, lines[1], 0)];
  editor.setDecorations(mark, ranges);
  if (ranges.length > 0)
    editor.revealRange(ranges[0]!, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
