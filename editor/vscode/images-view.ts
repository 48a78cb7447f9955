import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ImageInfo, TargetInfo, TreeChoice } from './protocol.ts';

interface Node extends TreeChoice {
  readonly info: ImageInfo;
  readonly one: TargetInfo | null;
}

/** Images with their targets, and whether something is wrong with them. */
export class ImagesView implements vscode.TreeDataProvider<Node> {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  #images: readonly ImageInfo[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: LanguageClient) {
    this.#client = client;
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), 300);
  }

  /** VS Code asks only a view for its children that is shown, and this one is shown only where there are images. */
  async #look(): Promise<void> {
    this.#images = this.#client.isRunning()
      ? await this.#client.sendRequest<ImageInfo[]>('vkc/targets', {}).catch(() => this.#images)
      : [];
    await vscode.commands.executeCommand('setContext', 'vkc.hasImages', this.#images.length > 0);
    this.#changed.fire();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined)
      return this.#images.map((info) => ({ root: info.root, image: info.image, info, one: null }));
    const { root, image, info } = node;
    return info.targets.map((one) => ({ root, image, target: one.name, info, one }));
  }

  getTreeItem({ root, image, info, one }: Node): vscode.TreeItem {
    if (one !== null) {
      const item = new vscode.TreeItem(one.variant === null ? one.system : `${one.system}, ${one.variant}`);
      item.description = one.name;
      item.contextValue = 'target';
      item.iconPath = new vscode.ThemeIcon('server');
      const choice: TreeChoice = { root, image, target: one.name };
      item.command = { title: 'Show a generated file', command: 'vkc.showTree', arguments: [choice] };
      return item;
    }
    const item = new vscode.TreeItem(info.image, vscode.TreeItemCollapsibleState.Collapsed);
    const problems = [
      info.errors > 0 ? `${info.errors} errors` : '',
      info.warnings > 0 ? `${info.warnings} warnings` : '',
    ];
    item.description = problems.filter((each) => each !== '').join(', ') || info.title;
    item.contextValue = 'image';
    item.iconPath = new vscode.ThemeIcon(info.errors > 0 ? 'error' : info.warnings > 0 ? 'warning' : 'vm');
    item.tooltip = info.stale ? 'The targets are those of the last text without mistakes.' : info.title;
    const position = new vscode.Position(info.range.start.line, info.range.start.character);
    const options = { selection: new vscode.Range(position, position) };
    item.command = {
      title: 'Open the source',
      command: 'vscode.open',
      arguments: [vscode.Uri.parse(info.uri), options],
    };
    return item;
  }
}
