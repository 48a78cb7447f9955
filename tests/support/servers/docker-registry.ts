import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from '../../../cli/host/free-port.ts';
import { folder } from '../command-line.ts';

/** `let-me-in`, as `htpasswd -B` writes it. */
const HTPASSWD = 'robot:$2b$05$rpnMzXvGExk6X2UUDaTwsutBBIZrA/nMcUQU0pT.3B7KBGRU.KID6\n';

/** Who may use the registry, as jobs and users give it. */
export const ROBOT = { VKC_CACHE_USER: 'robot', VKC_CACHE_PASSWORD: 'let-me-in' };

/** Debian's registry, which Docker made, on loopback. Returns its host and port. */
export async function dockerRegistry(): Promise<string> {
  const port = await freePort();
  const cwd = folder({ htpasswd: HTPASSWD, 'data/': '' });
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(cwd, 'data') } },
    http: { addr: `127.0.0.1:${port}` },
    auth: { htpasswd: { realm: 'test', path: join(cwd, 'htpasswd') } },
  };
  writeFileSync(join(cwd, 'config.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(cwd, 'config.yml')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null);
    if (answer?.status === 401) return `127.0.0.1:${port}`;
    await wait(100);
  }
  throw new Error('docker-registry does not answer');
}
