import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Location, WorkspaceEdit } from 'vscode-languageserver';
import { diskWorkspace } from '../../cli/lsp/disk-workspace.ts';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import { Outdated } from '../../editor/server/channel.ts';
import type { Channel } from '../../editor/server/channel.ts';
import { serve } from '../../editor/server/server.ts';
import { root } from '../support/examples.ts';
import { Client, connected } from './client.ts';

/** What public reports of other language servers tell of: each of these has stopped one, or made it answer from an old text. */

const IMAGE = 'image shop {\n  title = "Shop"\n  os = [debian12]\n  use web\n}\n';
const ROLE = '# Web.\nrole web {\n  package jq\n}\n';
const at = (line: number, character: number) => ({ line, character });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-lsp-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
const uriOf = (...path: [string, ...string[]]) => pathToFileURL(join(...path)).href;

async function started(...args: Parameters<Client['start']>): Promise<Client> {
  const client = await connected().start(...args);
  onTestFinished(() => client.connection.dispose());
  return client;
}

const told = (client: Client, ...changes: readonly (readonly [uri: string, type: number])[]) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: changes.map(([uri, type]) => ({ uri, type })),
  });

test('a folder that is moved is followed, though the client tells of the folder alone', async () => {
  const folder = folderWith({
    'vkc.yaml': 'rules: {}\n',
    'a.vkimage': `import "lib/roles.vkimage"\n${IMAGE}`,
    'lib/roles.vkimage': ROLE,
  });
  const client = await started(uriOf(folder));
  const uri = uriOf(folder, 'a.vkimage');
  const [lib, moved] = [join(folder, 'lib'), join(folder, 'moved')];
  await client.open(uri, `import "lib/roles.vkimage"\n${IMAGE}`);
  expect(await client.ask('workspace/symbol', { query: 'web' })).toHaveLength(1);
  renameSync(lib, moved);
  await told(client, [uriOf(lib), 3], [uriOf(moved), 1]);
  await client.until(() => client.codes(uri).includes('VK0601'));
  await client.change(uri, `import "moved/roles.vkimage"\n${IMAGE}`);
  await client.until(() => !client.codes(uri).includes('VK0601'));
});

test('a text of a library that a role of it reads is looked at again', async () => {
  const home = folderWith({
    'roles.vkimage': '# Web.\nrole web {\n  file "/etc/motd" { content = text("motd.txt") }\n}\n',
    'motd.txt': 'Hello\n',
  });
  const folder = folderWith({ 'vkc.yaml': `libraries:\n  acme: ${home}\n` });
  const client = await started(uriOf(folder));
  const uri = uriOf(folder, 'a.vkimage');
  writeFileSync(join(folder, 'a.vkimage'), `import "lib:acme/roles"\n${IMAGE}`);
  await client.open(uri, `import "lib:acme/roles"\n${IMAGE}`);
  const image = { root: uriOf(folder), image: 'shop' };
  const texts = async () => JSON.stringify(await client.ask('vkc/files', image));
  expect(await texts()).toContain('Hello');
  writeFileSync(join(home, 'motd.txt'), 'Goodbye\n');
  await told(client, [uriOf(home, 'motd.txt'), 2]);
  expect(await texts()).toContain('Goodbye');
  rmSync(join(home, 'motd.txt'));
  await told(client, [uriOf(home, 'motd.txt'), 3]);
  await client.until(() => client.codes(uri).includes('VK0601'));
});

test('settings that are open and not saved make the folder a project', async () => {
  const folder = folderWith({
    'a.vkimage': `import "lib/roles.vkimage"\n${IMAGE}`,
    'lib/roles.vkimage': ROLE,
  });
  const client = await started(uriOf(folder));
  await client.open(uriOf(folder, 'vkc.yaml'), 'rules:\n  no-such: off\n');
  await client.until(() => client.codes(uriOf(folder, 'vkc.yaml')).length > 0);
  expect(client.codes(uriOf(folder, 'vkc.yaml'))).toEqual(['VK0801']);
  const targets = await client.ask<{ root: string }[]>('vkc/targets', {});
  expect(targets.map((each) => each.root)).toEqual([uriOf(folder)]);
});

test('documents that were never saved do not hide each other', async () => {
  const client = await started(null);
  for (const name of ['one', 'two', 'three'])
    await client.open(`untitled:${name}`, ROLE.replace('web', name));
  for (const name of ['three', 'one', 'two', 'one']) {
    const found = await client.ask<{ name: string }[] | null>('textDocument/documentSymbol', {
      textDocument: { uri: `untitled:${name}` },
    });
    expect(found?.map((each) => each.name)).toEqual([name]);
  }
});

test('a rename of what stands at a place is refused if that moved before there was an answer, and nothing else', async () => {
  const handlers = new Map<string, (params: never, isCancelled: () => boolean) => unknown>();
  const channel: Channel = {
    onRequest: (method, answer) => void handlers.set(method, answer),
    onNotification: (method, handle) => void handlers.set(method, handle),
    request: () => undefined,
    notify: () => undefined,
    listen: () => undefined,
  };
  serve(channel, diskWorkspace, { yaml: readYaml, date: '2026-11-29', pause: 1 });
  const tell = (method: string, params: object) => handlers.get(method)!(params as never, () => false);
  const textDocument = { uri: 'untitled:a', languageId: 'vkimage', version: 1, text: ROLE };
  tell('textDocument/didOpen', { textDocument });
  const asked = tell('textDocument/rename', { textDocument, position: at(1, 6), newName: 'site' });
  const whole = tell('textDocument/documentSymbol', { textDocument });
  // A person who is still typing is not asked for it again.
  const completed = tell('textDocument/completion', { textDocument, position: at(2, 0) });
  tell('textDocument/didChange', {
    textDocument: { ...textDocument, version: 2 },
    contentChanges: [{ text: `# More.\n${ROLE}role b {\n}\n` }],
  });
  await expect(asked).rejects.toBeInstanceOf(Outdated);
  expect(await whole).toHaveLength(2);
  expect(await completed).toMatchObject({ items: expect.arrayContaining([expect.anything()]) });
});

test.each([[true], [false]])('changes say of which version they are if the client asks: %s', async (can) => {
  const client = await started(null, { workspace: { workspaceEdit: { documentChanges: can } } });
  const textDocument = { uri: 'untitled:a' };
  await client.open(textDocument.uri, ROLE.replace('jq', 'jk'));
  await client.change(textDocument.uri, ROLE.replace('package', 'pakage'));
  const renamed = await client.ask<WorkspaceEdit>('textDocument/rename', {
    textDocument,
    position: at(1, 6),
    newName: 'site',
  });
  const actions = await client.ask<{ edit?: WorkspaceEdit }[]>('textDocument/codeAction', {
    textDocument,
    range: { start: at(2, 3), end: at(2, 3) },
    context: { diagnostics: [] },
  });
  for (const edit of [renamed, actions[0]!.edit!]) {
    if (!can) expect(Object.keys(edit.changes!)).toEqual([textDocument.uri]);
    else
      expect(edit).toEqual({
        documentChanges: [
          { textDocument: { ...textDocument, version: 2 }, edits: expect.any(Array) as unknown },
        ],
      });
  }
});

test('changes before a document is open, beyond its end, and of another spelling of its name', async () => {
  const client = await started(null);
  const uri = 'file:///c%3A/no/such/x.vkimage';
  const change = (spelled: string, ...contentChanges: object[]) =>
    client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: spelled, version: 2 },
      contentChanges,
    });
  const names = async () =>
    (
      await client.ask<{ name: string }[] | null>('textDocument/documentSymbol', { textDocument: { uri } })
    )?.map((each) => each.name);
  await change(uri, { range: { start: at(0, 0), end: at(0, 1) }, text: 'x' });
  expect(await names()).toBeUndefined();
  await change(uri, { text: ROLE });
  expect(await names()).toEqual(['web']);
  const insert = (line: number, text: string) => ({
    range: { start: at(line, 0), end: at(line + 1, 0) },
    text,
  });
  // The first lies beyond the end; then every line has to be counted as before.
  await change('file:///C:/no/such/x.vkimage', insert(900, 'role b {\n}'), insert(1, 'role site {\n'));
  expect(await names()).toEqual(['site', 'b']);
});

test('a workspace that is opened by a link is one project', async () => {
  const folder = folderWith({ 'real/vkc.yaml': 'rules: {}\n', 'real/a.vkimage': `${IMAGE}${ROLE}` });
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  const client = await started(uriOf(folder, 'link'));
  const uri = uriOf(folder, 'link', 'a.vkimage');
  await client.open(uri, `${IMAGE}${ROLE}`);
  const found = await client.ask<Location[]>('textDocument/references', {
    textDocument: { uri },
    position: at(3, 7),
    context: { includeDeclaration: true },
  });
  expect(found.map((each) => each.uri)).toEqual([uri, uri]);
});

test('a branch with other files, told of in one message, is read once', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`p${i % 3}/r${i}.vkimage`, ROLE.replaceAll('web', `r${i}`)]),
  );
  const folder = folderWith({ ...files, 'p0/vkc.yaml': '', 'p1/vkc.yaml': '', 'p2/vkc.yaml': '' });
  const client = await started(uriOf(folder));
  expect(await client.ask('workspace/symbol', { query: 'r' })).not.toBe(null);
  for (const name of Object.keys(files)) writeFileSync(join(folder, name), 'role broken {\n');
  await told(client, ...Object.keys(files).map((name) => [uriOf(folder, name), 2] as const));
  await client.until(() => client.published.size === 300);
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'the server ends with an editor that ends by %s',
  async (signal) => {
    const script = `
    const { spawn } = require('node:child_process');
    const server = spawn(${JSON.stringify(join(root, 'dist/vkc.js'))}, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: {} } });
    server.stdin.write('Content-Type: application/vscode-jsonrpc; charset=utf-8\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n' + body);
    server.stdout.once('data', () => console.log(server.pid));`;
    const editor = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const server = await new Promise<number>((done) => {
      editor.stdout.once('data', (data) => done(Number(data)));
    });
    editor.kill(signal);
    for (;;) {
      try {
        process.kill(server, 0);
      } catch {
        return;
      }
      await new Promise((done) => void setTimeout(done, 50));
    }
  },
);
