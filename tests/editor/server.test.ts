import { chmodSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import type { CodeAction, Hover, Location, WorkspaceEdit } from 'vscode-languageserver';
import { root } from '../support/examples.ts';
import { connected } from './client.ts';
import type { Client } from './client.ts';

const GOOD = `image shop {
  os = [debian12, almalinux9]
  let unit = match os.family {
    debian => "apache2"
    redhat => "httpd"
  }
  package "\${unit}"
  service "\${unit}" { enabled = true }
}
`;
const clients: Client[] = [];
const folders: string[] = [];

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-lsp-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
const uriOf = (...path: [string, ...string[]]) => pathToFileURL(join(...path)).href;

async function started(...args: Parameters<Client['start']>): Promise<Client> {
  const client = await connected().start(...args);
  clients.push(client);
  return client;
}

/** Position of a text. */
function at(text: string, part: string) {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

afterEach(() => {
  for (const client of clients.splice(0)) client.connection.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('diagnostics', () => {
  test('syntax is pushed at once, meaning after a pause, and what was mended goes', async () => {
    const folder = project({ 'a.vkimage': GOOD });
    const client = await started(uriOf(folder));
    const uri = uriOf(folder, 'a.vkimage');
    await client.open(uri, GOOD.replace('"apache2"', '"apache2').replace('service', 'servce'));
    await client.until(() => client.codes(uri).includes('VK0102'));
    expect(client.history.find((each) => each.uri === uri)?.codes).toEqual(['VK0102']);
    await client.until(() => client.codes(uri).includes('VK0205'));
    await client.change(uri, GOOD);
    await client.until(() => !client.codes(uri).some((code) => /^VK0[12]/.test(code)));
  });

  test('a client that pulls is told to pull again', async () => {
    const folder = project({ 'a.vkimage': GOOD });
    const client = await started(uriOf(folder), {
      textDocument: { diagnostic: {} },
      workspace: { diagnostics: { refreshSupport: true } },
    });
    const uri = uriOf(folder, 'a.vkimage');
    await client.open(uri, GOOD.replace('service', 'servce'));
    const pull = async () =>
      (
        await client.ask<{ items: { code: string }[]; resultId: string; kind: string }>(
          'textDocument/diagnostic',
          {
            textDocument: { uri },
          },
        )
      ).items.map(({ code }) => code);
    await client.until(() => client.refreshed > 0);
    expect(await pull()).toContain('VK0205');
    expect(client.published.size).toBe(0);
    const whole = await client.ask<{ items: { uri: string; resultId: string }[] }>('workspace/diagnostic', {
      previousResultIds: [],
    });
    expect(whole.items.map((each) => each.uri)).toEqual([uri]);
    const again = await client.ask<{ items: { kind: string }[] }>('workspace/diagnostic', {
      previousResultIds: whole.items.map((each) => ({ uri: each.uri, value: each.resultId })),
    });
    expect(again.items.map(({ kind }) => kind)).toEqual(['unchanged']);
  });

  test.each([
    ['pulls and can be told to pull again', { refreshSupport: true }, true],
    ['could not be told to pull again', {}, false],
  ])('a client that %s is asked to pull or not', async (_, diagnostics, pulls) => {
    const client = await started(null, { textDocument: { diagnostic: {} }, workspace: { diagnostics } });
    expect(client.initialized!.capabilities.diagnosticProvider !== undefined).toBe(pulls);
  });

  test('many edits in a row come to what the last one says', async () => {
    const folder = project({ 'a.vkimage': GOOD });
    const client = await started(uriOf(folder));
    const uri = uriOf(folder, 'a.vkimage');
    await client.open(uri, '');
    for (let end = 1; end <= GOOD.length; end += 3) await client.change(uri, GOOD.slice(0, end));
    await client.change(uri, GOOD.replace('enabled', 'enable'));
    await client.until(() => client.codes(uri).includes('VK0204'));
    expect(client.codes(uri).filter((code) => /^VK0[12]/.test(code))).toEqual(['VK0204']);
  });

  test('an imported file that is removed is missed, and found when it is there again', async () => {
    const folder = project({
      'vkc.yaml': 'rules: {}\n',
      'a.vkimage': `import "lib/b.vkimage"\n\nimage shop {\n  os = [debian12]\n  use web\n}\n`,
      'lib/b.vkimage': 'role web { package nginx }\n',
    });
    const client = await started(uriOf(folder));
    const uri = uriOf(folder, 'a.vkimage');
    const changed = (type: number) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(folder, 'lib/b.vkimage'), type }],
      });
    rmSync(join(folder, 'lib/b.vkimage'));
    await changed(3);
    await client.until(() => client.codes(uri).includes('VK0601'));
    writeFileSync(join(folder, 'lib/b.vkimage'), 'role web { package nginx }\n');
    await changed(1);
    await client.until(() => !client.codes(uri).includes('VK0601'));
  });

  test('what an unsaved document declares is known in the others', async () => {
    const folder = project({
      'a.vkimage': `import "new.vkimage"\n\nimage shop {\n  os = [debian12]\n  use web\n}\n`,
    });
    const client = await started(uriOf(folder));
    const uri = uriOf(folder, 'a.vkimage');
    await client.until(() => client.codes(uri).includes('VK0601'));
    await client.open(uriOf(folder, 'new.vkimage'), 'role web { package nginx }\n');
    await client.until(() => !client.codes(uri).includes('VK0601'));
    await client.close(uriOf(folder, 'new.vkimage'));
    await client.until(() => client.codes(uri).includes('VK0601'));
  });
});

test('settings that are not saved yet count, and are not read as a source', async () => {
  const folder = project({ 'vkc.yaml': 'rules: {}\n', 'a.vkimage': GOOD });
  const client = await started(uriOf(folder));
  const uri = uriOf(folder, 'vkc.yaml');
  await client.open(uri, 'rules:\n  no-such-rule: off\n');
  await client.until(() => client.codes(uri).includes('VK0801'));
  const params = { textDocument: { uri }, position: { line: 0, character: 1 } };
  expect(await client.ask('textDocument/hover', params)).toBe(null);
  expect(await client.ask('textDocument/foldingRange', params)).toBe(null);
  await client.change(uri, 'rules: {}\n');
  await client.until(() => !client.codes(uri).includes('VK0801'));
  expect(client.history.filter((each) => each.uri === uri).flatMap(({ codes }) => codes)).not.toContain(
    'VK0123',
  );
});

test('a role of a library that the project takes in is found in its file', async () => {
  const text = 'import "lib:acme/roles"\n\nimage shop {\n  os = [debian12]\n  use web\n}\n';
  const folder = project({
    'vkc.yaml': 'libraries:\n  acme: shared\n',
    'a.vkimage': text,
    'shared/roles.vkimage': '# Web.\nrole web { package nginx }\n',
  });
  const client = await started(uriOf(folder));
  const textDocument = { uri: uriOf(folder, 'a.vkimage') };
  await client.open(textDocument.uri, text);
  for (const part of ['web', 'acme']) {
    const found = await client.ask<Location>('textDocument/definition', {
      textDocument,
      position: at(text, part),
    });
    expect(found.uri, part).toBe(uriOf(folder, 'shared/roles.vkimage'));
  }
});

test('what is wrong in a library that the project takes in is shown in its file', async () => {
  const text = 'import "lib:acme/roles"\n\nimage shop {\n  os = [debian12]\n  use web\n}\n';
  const home = project({ 'roles.vkimage': '# Web.\nrole web { packag nginx }\n' });
  const folder = project({ 'vkc.yaml': `libraries:\n  acme: ${home}\n`, 'a.vkimage': text });
  const client = await started(uriOf(folder));
  await client.open(uriOf(folder, 'a.vkimage'), text);
  const library = uriOf(home, 'roles.vkimage');
  await client.until(() => client.codes(library).length > 0);
  expect(client.codes(library)).toEqual(['VK0205']);
  writeFileSync(join(home, 'roles.vkimage'), '# Web.\nrole web { package nginx }\n');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: library, type: 2 }],
  });
  await client.until(() => client.codes(library).length === 0);
});

test.each([
  ['a folder', 'own'],
  ['settings', 'own/vkc.yaml'],
  ['another source', 'own/b.vkimage'],
])('%s that may not be read leaves the open document to be checked', async (_, path) => {
  const text = 'image shop {\n  os = [debian12]\n  packag nginx\n}\n';
  const files = { 'own/vkc.yaml': 'rules: {}\n', 'own/a.vkimage': text, 'own/b.vkimage': 'role b {\n}\n' };
  const folder = project(files);
  // Root may read all: a folder in place of the file cannot be read by anybody.
  if (path !== 'own') {
    rmSync(join(folder, path));
    mkdirSync(join(folder, path));
  } else chmodSync(join(folder, path), 0o000);
  const client = await started(uriOf(folder, 'own'));
  const uri = uriOf(folder, 'own', 'a.vkimage');
  await client.open(uri, text);
  await client.until(() => client.codes(uri).includes('VK0205'));
  chmodSync(join(folder, 'own'), 0o755);
});

test('changes of a part of a line count in UTF-16, and what is cancelled is refused', async () => {
  const client = await started(null);
  const uri = 'untitled:a';
  await client.open(uri, 'image a {\n  os = [debian12]\n  file "/🐧" { contnt = "🐧" }\n}\n');
  await client.until(() => client.codes(uri).includes('VK0204'));
  const [problem] = client.published.get(uri)!.filter(({ code }) => code === 'VK0204');
  expect(problem!.range).toEqual({ start: { line: 2, character: 15 }, end: { line: 2, character: 21 } });
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: problem!.range, text: 'content' }],
  });
  await client.until(() => !client.codes(uri).includes('VK0204'));
  const source = new CancellationTokenSource();
  const asked = client.connection.sendRequest(
    'textDocument/hover',
    { textDocument: { uri }, position: { line: 2, character: 4 } },
    source.token,
  );
  source.cancel();
  await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
});

describe('a task that was pasted', () => {
  const text = 'role tools {\r\n  - apt:\r\n      name: jq\r\n}\r\n';
  const uri = 'untitled:a';
  const params = {
    textDocument: { uri },
    range: { start: { line: 2, character: 3 }, end: { line: 2, character: 3 } },
    context: { diagnostics: [], only: ['quickfix'] },
  };
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 14 } };
  const changes = { [uri]: [{ range, newText: '  package jq { recommends = true }' }] };
  const later = { textDocument: { codeAction: { resolveSupport: { properties: ['edit'] } } } };

  test('is converted when the action is chosen', async () => {
    const client = await started(null, later);
    expect(client.initialized!.capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
    await client.open(uri, text);
    const [action] = await client.ask<CodeAction[]>('textDocument/codeAction', params);
    expect(action).toMatchObject({ title: 'Convert the Ansible task to vkimage' });
    expect(action).not.toHaveProperty('edit');
    expect((await client.ask<CodeAction>('codeAction/resolve', action!)).edit).toEqual({ changes });
  });

  test('an action that is complete stays as it is when a client asks for the rest', async () => {
    const client = await started(null, later);
    const action = { title: 'Allow', kind: 'quickfix', edit: { changes } };
    expect(await client.ask('codeAction/resolve', action)).toEqual(action);
  });

  test('is converted at once for a client that does not ask again', async () => {
    const client = await started(null);
    await client.open(uri, text);
    const [action] = await client.ask<CodeAction[]>('textDocument/codeAction', params);
    expect(action!.edit).toEqual({ changes });
    await client.change(uri, text.replace('name: jq', 'name: [jq'));
    expect(await client.ask<CodeAction[]>('textDocument/codeAction', params)).toEqual([]);
  });

  test('that cannot be read, or is another one by now, is said in a message', async () => {
    const client = await started(null, later);
    await client.open(uri, text.replace('name: jq', 'name: [jq'));
    const [action] = await client.ask<CodeAction[]>('textDocument/codeAction', params);
    expect(await client.ask<CodeAction>('codeAction/resolve', action!)).not.toHaveProperty('edit');
    await client.change(uri, 'role tools {\n}\n');
    expect(await client.ask<CodeAction>('codeAction/resolve', action!)).not.toHaveProperty('edit');
    expect(client.messages).toEqual([
      expect.stringContaining('The Ansible task cannot be converted. Line 3: this YAML cannot be read'),
      'The text has changed meanwhile.',
    ]);
  });
});

describe('documents of all sorts', () => {
  const hoverAt = (client: Client, uri: string, text: string, part: string) =>
    client.ask<Hover | null>('textDocument/hover', { textDocument: { uri }, position: at(text, part) });

  test.each([
    ['a new one that was never saved', 'untitled:Untitled-1'],
    ['one of a drive', 'file:///c%3A/Users/ann/x.vkimage'],
    ['one of a drive in capitals', 'file:///C:/Users/ann/x.vkimage'],
    ['one in a folder that is not there', 'file:///no/such/folder/x.vkimage'],
    ['one of another scheme', 'git:/p/x.vkimage?ref=HEAD'],
  ])('%s', async (_, uri) => {
    const client = await started(null);
    await client.open(uri, GOOD);
    expect(JSON.stringify(await hoverAt(client, uri, GOOD, 'unit'))).toContain('httpd');
    const found = await client.ask<Location[]>('textDocument/references', {
      textDocument: { uri },
      position: at(GOOD, 'unit'),
      context: { includeDeclaration: true },
    });
    expect(found.map((each) => each.uri)).toEqual([uri, uri, uri]);
    const renamed = await client.ask<WorkspaceEdit>('textDocument/rename', {
      textDocument: { uri },
      position: at(GOOD, 'unit'),
      newName: 'daemon',
    });
    expect(Object.keys(renamed.changes ?? {})).toEqual([uri]);
  });

  test('line ends of Windows, and signs of two code units', async () => {
    const text = `# 🐧🐧 shop\r\nimage shop {\r\n  os = [debian12]\r\n  let a = "🐧" let b = a\r\n  package "x\${b}"\r\n}\r\n`;
    const client = await started(null);
    await client.open('untitled:x', text);
    const found = await client.ask<Location[]>('textDocument/references', {
      textDocument: { uri: 'untitled:x' },
      position: { line: 3, character: 6 },
      context: { includeDeclaration: false },
    });
    expect(found.map(({ range }) => range.start)).toEqual([{ line: 3, character: 23 }]);
  });

  test('a text of the standard library has an outline, and nothing is wrong with it', async () => {
    const client = await started(null, {
      textDocument: { diagnostic: {} },
      workspace: { diagnostics: { refreshSupport: true } },
    });
    const uri = 'vkc:roles/docker.vkimage';
    const { text } = await client.ask<{ text: string }>('workspace/textDocumentContent', { uri });
    await client.open(uri, text);
    const symbols = await client.ask<{ name: string }[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols.map(({ name }) => name)).toEqual(['docker']);
    const { items } = await client.ask<{ items: unknown[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(items).toEqual([]);
    const actions = await client.ask('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 8, character: 0 }, end: { line: 9, character: 0 } },
      context: { diagnostics: [] },
    });
    expect(actions).toEqual([]);
  });

  test('a client that cannot ask for a text of the standard library is sent to its file', async () => {
    const text = 'image shop {\n  os = [debian12]\n  use docker\n}\n';
    const client = await started(null);
    await client.open('untitled:a', text);
    const found = await client.ask<Location>('textDocument/definition', {
      textDocument: { uri: 'untitled:a' },
      position: at(text, 'docker'),
    });
    expect(found.uri).toBe(uriOf(root, 'stdlib/roles/docker.vkimage'));
    const role = readFileSync(join(root, 'stdlib/roles/docker.vkimage'), 'utf8');
    await client.open(found.uri, role);
    const params = {
      textDocument: { uri: found.uri },
      position: found.range.start,
      range: found.range,
      newName: 'other',
    };
    const uses = await client.ask<Location[]>('textDocument/references', { ...params, context: {} });
    expect(uses.map(({ uri }) => uri)).toContain('untitled:a');
    await expect(client.ask('textDocument/rename', params)).rejects.toThrow('declared in a library');
    // Who edits it works on it as on any other source.
    await client.change(found.uri, role.replace('role docker', 'rol docker'));
    await client.until(() => client.codes(found.uri).length > 0);
  });

  test('a document that nobody opened has no answer', async () => {
    const client = await started(null);
    expect(await hoverAt(client, 'file:///no/such/x.vkimage', GOOD, 'unit')).toBe(null);
  });
});
