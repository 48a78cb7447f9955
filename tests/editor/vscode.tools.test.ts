import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { root } from '../support/examples.ts';
import { packExtension } from '../vsce/pack.mjs';
import { Client } from './client.ts';

const built = join(root, '.work/vscode');
let place = '';

beforeAll(() => {
  execFileSync(process.execPath, ['build.mjs', '--vscode'], { cwd: root });
  place = mkdtempSync(join(tmpdir(), 'vkc-vsix-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Manifest {
  readonly main: string;
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly languages: readonly { readonly configuration: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
    readonly problemMatchers: readonly { readonly pattern: readonly { readonly regexp: string }[] }[];
  };
}
const manifest = () => JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as Manifest;

describe('the VS Code extension', () => {
  test('is packaged without a network, with at most 1 MiB', () => {
    const file = join(place, 'vkc.vsix');
    packExtension(file);
    expect(statSync(file).size).toBeLessThan(1_048_576);
  });

  test('has every file that its manifest names', () => {
    const { main, contributes } = manifest();
    const named = [
      main,
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.snippets.map(({ path }) => path),
      ...contributes.languages.map(({ configuration }) => configuration),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    expect(named.filter((path) => !existsSync(join(built, path)))).toEqual([]);
  });

  test('offers only commands that it has', () => {
    const { commands, menus } = manifest().contributes;
    const names = commands.map(({ command }) => command);
    const source = readFileSync(join(root, 'editor/vscode/commands.ts'), 'utf8');
    expect(names.filter((name) => !source.includes(`'${name}':`))).toEqual([]);
    const offered = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    expect(offered.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('its problem matcher reads what vkc check prints', () => {
    const [head, at] = manifest().contributes.problemMatchers[0]!.pattern.map(
      ({ regexp }) => new RegExp(regexp),
    );
    expect(head!.exec('error[VK0205]: `pakage` is no kind.')?.slice(1)).toEqual([
      'error',
      'VK0205',
      '`pakage` is no kind.',
    ]);
    expect(head!.exec('warning[end-of-life]: Soon.')?.slice(1)).toEqual(['warning', 'end-of-life', 'Soon.']);
    expect(at!.exec('  --> dir/a.vkimage:4:3')?.slice(1)).toEqual(['dir/a.vkimage', '4', '3']);
  });

  test('brings a language server that runs by itself', async () => {
    const server = spawn(process.execPath, [join(built, 'server.js'), '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void server.kill());
    const client = await new Client(server.stdout, server.stdin).start(null);
    await client.open('untitled:a', 'image a { os = [debian12] pakage nginx }\n');
    await client.until(() => client.codes('untitled:a').includes('VK0205'));
    await client.open('untitled:b', '- apt: name=jq\n');
    const textDocument = { uri: 'untitled:b' };
    const start = { line: 0, character: 0 };
    const params = { textDocument, range: { start, end: start }, context: { diagnostics: [] } };
    const [action] = await client.ask<CodeAction[]>('textDocument/codeAction', params);
    expect(action!.edit!.changes!['untitled:b']![0]!.newText).toContain('package jq { recommends = true }');
  });
});
