import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const tool = join(import.meta.dirname, 'node_modules/@vscode/vsce/vsce');
const built = join(import.meta.dirname, '../../.work/vscode');
// A name of a package of Debian looks like a token of Slack.
const options = ['--no-dependencies', '--allow-missing-repository', '--allow-package-secrets', 'slack'];

/** Packs the extension that `node build.mjs --vscode` has made, without a network. */
export function packExtension(file) {
  execFileSync(process.execPath, [tool, 'package', ...options, '--out', file], { cwd: built, stdio: 'pipe' });
}
