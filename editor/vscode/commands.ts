import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { chooseFile, chooseImage, chooseTarget } from './choose.ts';
import type { Difference, GeneratedLines, TreeChoice } from './protocol.ts';

interface Place {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** The commands of the extension. */
export function registerCommands(client: LanguageClient): vscode.Disposable[] {
  const all: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = {
    'vkc.showTree': (given?: TreeChoice) => showTree(client, given),
    'vkc.showTargets': async () => vscode.commands.executeCommand('vkc.images.focus'),
    'vkc.diffTargets': (given?: TreeChoice) => diffTargets(client, given),
    'vkc.goToGenerated': () => goToGenerated(client),
    'vkc.goToSource': () => goToSource(client),
    'vkc.showReferences': showReferences,
    'vkc.restart': () => client.restart(),
  };
  return Object.entries(all).map(([name, run]) => vscode.commands.registerCommand(name, run));
}

async function showTree(client: LanguageClient, given?: TreeChoice): Promise<void> {
  const info = await chooseImage(client, given);
  if (info === undefined) return;
  const file = await chooseFile(client, {
    root: info.root,
    image: info.image,
    target: given?.target ?? null,
  });
  if (file !== undefined) await open(file.uri);
}

async function open(uri: string, line = 0): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const selection = new vscode.Range(line, 0, line, 0);
  const column = vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, {
    viewColumn: column,
    preserveFocus: true,
    preview: true,
    selection,
  });
}

async function diffTargets(client: LanguageClient, given?: TreeChoice): Promise<void> {
  const info = await chooseImage(client, given);
  if (info === undefined) return;
  if (info.targets.length < 2) {
    void vscode.window.showInformationMessage(`${info.image} has one target only.`);
    return;
  }
  const from = given?.target ?? (await chooseTarget(info, 'Compare the target'))?.name;
  if (from === undefined) return;
  const to = (await chooseTarget(info, `Compare ${from} with`, from))?.name;
  if (to === undefined) return;
  const { root, image } = info;
  const found = await client.sendRequest<Difference[] | null>('vkc/difference', { root, image, from, to });
  const uri = (each: string | null) => (each === null ? undefined : vscode.Uri.parse(each));
  const resources = (found ?? []).map((each) => [uri(each.to ?? each.from), uri(each.from), uri(each.to)]);
  await vscode.commands.executeCommand('vscode.changes', `${from} ↔ ${to}`, resources);
}

async function goToGenerated(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const info = await chooseImage(client);
  if (editor === undefined || info === undefined) return;
  const found = await client.sendRequest<GeneratedLines[] | null>('vkc/generatedFrom', {
    textDocument: { uri: editor.document.uri.toString() },
    line: editor.selection.active.line,
    root: info.root,
    image: info.image,
  });
  const items = (found ?? []).map((lines) => ({
    label: lines.path,
    description: `line ${lines.from + 1}`,
    lines,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('Nothing is generated from this line alone.');
    return;
  }
  const chosen =
    items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: 'Generated lines' });
  if (chosen !== undefined) await open(chosen.lines.uri, chosen.lines.from);
}

async function goToSource(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const found = await client.sendRequest<Place | null>('vkc/sourceOf', {
    uri: editor.document.uri.toString(),
    line: editor.selection.active.line,
  });
  if (found === null) return;
  const { line } = found.range.start;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(found.uri));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(line, 0, line, 0) });
}

/** A lens names places as the protocol does; VS Code wants its own. */
async function showReferences(
  uri: string,
  position: { line: number; character: number },
  places: readonly { uri: string; range: { start: typeof position; end: typeof position } }[],
): Promise<void> {
  const at = ({ line, character }: typeof position) => new vscode.Position(line, character);
  const locations = places.map(
    ({ uri: of, range }) =>
      new vscode.Location(vscode.Uri.parse(of), new vscode.Range(at(range.start), at(range.end))),
  );
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri),
    at(position),
    locations,
  );
}
