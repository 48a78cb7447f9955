// A code-server of its own for one folder, with the extension and nothing that asks a server elsewhere.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'files.autoSave': 'off',
  'editor.linkedEditing': true,
  'editor.minimap.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts it; the address of the folder, and how to stop it. `home` is where all of its files go. */
export async function startCodeServer({ node, program }, { vsix, folder, home }) {
  const user = join(home, 'data');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User/settings.json'), JSON.stringify(settings));
  const env = { ...process.env, HOME: home };
  const places = ['--user-data-dir', user, '--extensions-dir', join(home, 'extensions')];
  execFileSync(node, [program, ...places, '--install-extension', vsix], { env, stdio: 'pipe' });
  const port = await freePort();
  const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check'];
  const args = [program, ...places, ...quiet, '--bind-addr', `127.0.0.1:${port}`, folder];
  // A group of its own: the extension host is a process too.
  const child = spawn(node, args, { env, stdio: 'ignore', detached: true });
  const address = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
  const end = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}`);
    const answered = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) break;
    if (Date.now() > end) throw new Error('code-server does not answer after two minutes');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    address,
    stop: () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    },
  };
}
