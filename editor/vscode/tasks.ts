import * as vscode from 'vscode';

const COMMANDS = ['check', 'compile', 'build', 'verify'];

/** Tasks that run vkc in a folder of the workspace; what it reports appears under Problems. */
export class TaskProvider implements vscode.TaskProvider {
  provideTasks(): vscode.Task[] {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return folders.flatMap((folder) => COMMANDS.map((command) => task(folder, { type: 'vkc', command })));
  }

  resolveTask({ definition, scope }: vscode.Task): vscode.Task | undefined {
    return typeof scope === 'object' && typeof definition['command'] === 'string'
      ? task(scope, definition)
      : undefined;
  }
}

function task(folder: vscode.WorkspaceFolder, definition: vscode.TaskDefinition): vscode.Task {
  const { command, args = [] } = definition as vscode.TaskDefinition & { command: string; args?: string[] };
  const execution = new vscode.ProcessExecution('vkc', [command, '--color', 'never', ...args], {
    cwd: folder.uri.fsPath,
  });
  const made = new vscode.Task(definition, folder, command, 'vkc', execution, '$vkc');
  made.group = command === 'build' || command === 'compile' ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
  return made;
}
