import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../../editor/client.ts';
import { vkc } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';

test('without --stdio it says how it is started', async () => {
  expect(await vkc('/', ['lsp'])).toEqual({
    exit: 2,
    out: '',
    err: 'vkc: `vkc lsp` needs `--stdio`.\n     Your editor starts it: see docs/editor.md. Example: vkc lsp --stdio\n',
  });
});

test('the program speaks the protocol on standard input and output, and ends with the client', async () => {
  const server = spawn(join(root, 'dist/vkc.js'), ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill());
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const client = await new Client(server.stdout, server.stdin).start(null);
  expect(client.initialized?.serverInfo?.name).toBe('vkc');
  await client.open('untitled:a', 'image a { os = [debian12] pakage nginx }\n');
  await client.until(() => client.codes('untitled:a').includes('VK0205'));
  await client.connection.sendRequest('shutdown');
  await client.connection.sendNotification('exit');
  expect(await ended).toBe(0);
});
