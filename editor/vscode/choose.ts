import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ImageInfo, TargetInfo, TreeChoice, TreeFile } from './protocol.ts';

/** The image that is meant: the one given, the only one, those of the active document first, or the one that is chosen. */
export async function chooseImage(
  client: LanguageClient,
  given?: Partial<TreeChoice>,
): Promise<ImageInfo | undefined> {
  const images = await client.sendRequest<ImageInfo[]>('vkc/targets', {});
  const named = images.find(({ root, image }) => root === given?.root && image === given?.image);
  if (named !== undefined) return named;
  if (images.length === 0) {
    void vscode.window.showInformationMessage('There is no image yet that compiles.');
    return undefined;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const here = images.filter(({ uri }) => uri === active);
  const [only] = here.length > 0 ? here : images;
  if (here.length === 1 || images.length === 1) return only;
  const items = images.map((info) => ({ label: info.image, description: info.title, info }));
  return (await vscode.window.showQuickPick(items, { title: 'Image', matchOnDescription: true }))?.info;
}

export async function chooseTarget(
  info: ImageInfo,
  title: string,
  without?: string,
): Promise<TargetInfo | undefined> {
  const items = info.targets
    .filter(({ name }) => name !== without)
    .map((target) => ({ label: target.name, description: target.system, target }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.target;
}

export async function chooseFile(client: LanguageClient, choice: TreeChoice): Promise<TreeFile | undefined> {
  const { root, image, target = null } = choice;
  const files = (await client.sendRequest<TreeFile[] | null>('vkc/tree', { root, image, target })) ?? [];
  const items = files.map((file) => ({ label: file.path, file }));
  return (await vscode.window.showQuickPick(items, { title: `Files of ${target ?? image}` }))?.file;
}
