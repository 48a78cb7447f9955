import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ErrorCodes } from 'vscode-languageserver';
import type { CompletionList, Hover, MarkupContent } from 'vscode-languageserver';
import { connected } from './client.ts';
import type { Client } from './client.ts';

const URI = 'untitled:a';
const WRONG = 'image shop {\n  os = [debian12]\n  pakage jq\n}\n';

function fresh(): Client {
  const client = connected();
  onTestFinished(() => client.connection.dispose());
  return client;
}

async function started(textDocument: object): Promise<Client> {
  const client = await fresh().start(null, { textDocument });
  await client.open(URI, 'image shop {\n  os = [debian12]\n  package jq\n  \n}\n');
  return client;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vkc-lsp-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, 'a.vkimage'), WRONG);
  return path;
}

test.each([[true], [false]])(
  'placeholders come only to a client that knows them: %s',
  async (snippetSupport) => {
    const client = await started({ completion: { completionItem: { snippetSupport } } });
    const { items } = await client.ask<CompletionList>('textDocument/completion', {
      textDocument: { uri: URI },
      position: { line: 3, character: 2 },
    });
    const texts = items.map(({ textEdit }) => textEdit!.newText);
    expect(texts.some((each) => /\$\{?\d/.test(each))).toBe(snippetSupport);
    expect(items.some(({ insertTextFormat }) => insertTextFormat === 2)).toBe(snippetSupport);
  },
);

test('what stands beside a completion is plain for a client that shows no more', async () => {
  const client = await started({ completion: { completionItem: { documentationFormat: ['plaintext'] } } });
  const { items } = await client.ask<CompletionList>('textDocument/completion', {
    textDocument: { uri: URI },
    position: { line: 3, character: 2 },
  });
  const { documentation } = items.find(({ label }) => label === 'package')!;
  expect(documentation).toMatchObject({ kind: 'plaintext' });
  expect((documentation as MarkupContent).value).not.toContain('```');
});

test.each([
  [['markdown', 'plaintext'], 'markdown', true],
  [['plaintext'], 'plaintext', false],
])('a hover is in a format that the client shows: %s', async (contentFormat, kind, isFenced) => {
  const client = await started({ hover: { contentFormat } });
  const { contents } = await client.ask<Hover>('textDocument/hover', {
    textDocument: { uri: URI },
    position: { line: 2, character: 4 },
  });
  expect(contents).toMatchObject({ kind });
  expect((contents as { value: string }).value.includes('```')).toBe(isFenced);
  expect((contents as { value: string }).value).toContain('package');
});

test.each([
  ['rootPath alone', (path: string) => ({ rootPath: path, capabilities: {} })],
  [
    'no workspace folders, but a root',
    (path: string) => ({ rootUri: pathToFileURL(path).href, workspaceFolders: [], capabilities: {} }),
  ],
  [
    'capabilities that are null',
    (path: string) => ({
      rootUri: `${pathToFileURL(path).href}/`,
      capabilities: { workspace: null, textDocument: { codeAction: null, diagnostic: null, hover: null } },
    }),
  ],
])('a client that begins with %s is served', async (_, params) => {
  const path = folder();
  const client = fresh();
  await client.ask('initialize', { processId: null, ...params(path) });
  await client.connection.sendNotification('initialized', {});
  await client.until(() => client.codes(pathToFileURL(join(path, 'a.vkimage')).href).includes('VK0205'));
});

test('what is asked before the beginning and after the end is refused', async () => {
  const client = fresh();
  const ask = () =>
    client.ask('textDocument/hover', { textDocument: { uri: URI }, position: { line: 0, character: 0 } });
  await expect(ask()).rejects.toMatchObject({ code: ErrorCodes.ServerNotInitialized });
  await client.start(null);
  expect(await ask()).toBe(null);
  await client.ask('shutdown', {});
  await expect(ask()).rejects.toMatchObject({ code: ErrorCodes.InvalidRequest });
});

test('addresses of other machines with the slashes of Windows', async () => {
  const client = await fresh().start(null);
  for (const uri of ['file:////server/share/a.vkimage', 'file://server/share/b.vkimage']) {
    await client.open(uri, WRONG);
    await client.until(() => client.codes(uri).includes('VK0205'));
  }
});
