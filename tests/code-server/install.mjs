// code-server with the Node.js that it wants. Its own install script fetches further packages and builds three native modules; this does the
// same for what a browser needs, and nothing that downloads from elsewhere.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const modules = join(here, 'node_modules');
const node = join(modules, `node-linux-${process.arch}`);
const vscode = join(modules, 'code-server/lib/vscode');
const done = join(modules, '.native-modules-are-built');

/** Installs what is missing. `node` and `program` are what starts it. */
export function installCodeServer() {
  if (!existsSync(done)) {
    const npm = (cwd, ...args) => {
      const env = { ...process.env, npm_config_nodedir: node, npm_config_yes: 'true' };
      if (cwd !== here) env.PATH = `${node}/bin:${env.PATH}`;
      execFileSync('npm', [...args, '--no-audit', '--no-fund'], { cwd, env, stdio: 'inherit' });
    };
    npm(here, 'ci', '--ignore-scripts');
    for (const cwd of [vscode, join(vscode, 'extensions')])
      npm(cwd, 'install', '--omit=dev', '--ignore-scripts');
    npm(vscode, 'rebuild', '@vscode/spdlog', 'node-pty', '@vscode/native-watchdog');
    writeFileSync(done, '');
  }
  return { node: join(node, 'bin/node'), program: join(modules, 'code-server/out/node/entry.js') };
}
