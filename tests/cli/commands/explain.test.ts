import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { byArea } from '../../../compiler/diagnostics/explanation.ts';
import type { Catalogue } from '../../../compiler/diagnostics/explanation.ts';
import { allRules, ruleIds } from '../../../stdlib/rule-set.ts';
import { catalogue as typed } from '../../../compiler/diagnostics/catalogue.ts';
import { allTopics } from '../../../cli/explain/index.ts';
import { functions } from '../../../compiler/language/functions.ts';
import { TYPE_NAMES } from '../../../compiler/model/types.ts';
import { isKeyword, T } from '../../../grammar/scan/tokens.ts';
import { root } from '../../support/examples.ts';
import { vkc } from '../../support/command-line.ts';

const catalogue: Catalogue = typed;

describe('vkc explain', () => {
  it('explains a code, with the mistake in the example underlined', async () => {
    const { exit, out, err } = await vkc('/', ['explain', 'VK0202']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    await expect(out).toMatchFileSnapshot('frames/explain.txt');
  });

  it.each(['vk0202', 'vk202', '0202', '202', 'VK-0202'])('takes %s for VK0202', async (given) => {
    expect((await vkc('/', ['explain', given])).out).toBe((await vkc('/', ['explain', 'VK0202'])).out);
  });

  it('explains every code', async () => {
    const codes = Object.keys(catalogue);
    const { exit, out } = await vkc('/', ['explain', ...codes]);
    expect(exit).toBe(0);
    for (const code of codes) expect(out).toContain(`[${code}]: `);
    expect(out).not.toMatch(/[«»]|undefined/);
  });

  it('goes on after an unknown code, and suggests a similar one', async () => {
    const { exit, out, err } = await vkc('/', ['explain', 'VK7777', 'vk201', 'VK02O2', 'rubbish']);
    expect(exit).toBe(2);
    expect(out).toMatch(/^error\[VK0201\]/);
    expect(err).toContain('There is no code VK7777.\n     `vkc explain` lists all codes.\n');
    expect(err).toMatch(/There is no code VK02O2\.\n {5}Did you mean VK02\d\d\?\n/);
    expect(err).toContain('There is nothing called rubbish to explain.');
    expect((await vkc('/', ['explain', 'uncheckd-download'])).err).toContain(
      'Did you mean unchecked-download?',
    );
  });

  it('explains every rule, with its sources', async () => {
    const ids = allRules().map(({ id }) => id);
    const { exit, out } = await vkc('/', ['explain', ...ids]);
    expect(exit).toBe(0);
    for (const id of ids) expect(out).toContain(id);
    expect(out.match(/^Sources$/gm)).toHaveLength(ids.length);
    expect(out.match(/^ {4}(docs\/platform\.md#[a-z0-9-]+|https:\S+)$/gm)!.length).toBeGreaterThanOrEqual(
      ids.length,
    );
    expect(out).not.toMatch(/[«»]/);
  });

  it('explains the requirements that rules cite, with these rules', async () => {
    const { exit, out } = await vkc('/', ['explain', 'check-35', 'ssh-server']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^Check 35\n\nNo script from the network is piped into a shell\.\n/);
    expect(out).toContain('\n  pipe-to-shell: ');
    expect(out).toContain('\ndocs/platform.md#check-35\n');
    expect(out).toMatch(/\nSSH server\n\n[^]*\n {2}ssh-enabled: /);
  });

  it('explains the invariants of the compiler', async () => {
    const { exit, out } = await vkc('/', ['explain', 'no-facts', 'pipelining']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^no-facts: No play gathers facts\.\n\n/);
    expect(out).toContain('\nInvariant of the compiler: It is on in the configuration of Ansible.\n');
  });

  it('lists all rules by topic', async () => {
    const { out } = await vkc('/', ['explain']);
    const listed = [...out.matchAll(/^ {2}([a-z][a-z0-9-]+) +(?:error|warning|hint|at boot) +\S/gm)];
    expect(listed.map(([, id]) => id!).sort()).toEqual([...ruleIds()].sort());
  });

  it('lists all codes by area', async () => {
    const { exit, out } = await vkc('/', ['explain']);
    expect(exit).toBe(0);
    const listed = [...out.matchAll(/^ {2}(VK\d{4}) {2}(?:error|warning|hint) +\S/gm)].map(
      ([, code]) => code,
    );
    expect(listed).toEqual(Object.keys(catalogue).sort());
  });

  it('has an area for every code', () => {
    const known = byArea().flatMap(({ entries }) => entries.map(({ code }) => code));
    expect(known.sort()).toEqual(Object.keys(catalogue).sort());
  });

  it.each([
    ['package', 'a resource kind', 'allow_erasing (bool; default: false)'],
    ['service', 'an expectation, in `expect { … }`', 'exists'],
    ['redis', 'a role of the standard library', 'port: int = 6379'],
    ['redis', 'a role of the standard library', 'redis_password: secret = runtime'],
    ['ubuntu2404', 'a system of the standard library', 'codename    = "noble"'],
    ['debian', 'a family of systems', 'ssh_unit        = "ssh"'],
    ['for', 'a keyword', '[for NAME in LIST : VALUE if TEST]'],
    ['os', 'a keyword', 'os.codename (string)'],
    ['expect', 'a block in an image and a role', 'booted from the image'],
    ['join', 'a function', 'Result\n  "a, b"'],
    ['one_of', 'a type', 'stable'],
  ])('suggests for %s: %s', async (word, what, part) => {
    const { exit, out, err } = await vkc('/', ['explain', word]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const sections = out.split(new RegExp(`^(?=${word}: an? )`, 'm'));
    const [section] = sections.filter((each) => each.startsWith(`${word}: ${what}\n`));
    expect(section).toContain(part);
  });

  it('shows a kind as a page of the terminal', async () => {
    await expect((await vkc('/', ['explain', 'sysctl'])).out).toMatchFileSnapshot('frames/explain-kind.txt');
  });

  it('explains every kind, expectation, role, system, keyword, function and type', async () => {
    const words = allTopics();
    const names = [...new Set(words.map(({ name }) => name))];
    const { exit, out, err } = await vkc('/', ['explain', ...names]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    for (const { name, what } of words) expect(out).toContain(`${name}: ${what}\n\n`);
    expect(out).not.toMatch(/undefined|\[object/);
    const library = fastGlob.sync('stdlib/{roles,systems,families}/*.vkimage', { cwd: root });
    const kinds = fastGlob.sync('stdlib/{resources,expectations}/*.ts', { cwd: root });
    const files = [...library, ...kinds].map((file) => basename(file).replace(/\.\w+$/, ''));
    expect(names).toEqual(expect.arrayContaining(files));
    const grammar = Object.values(T).filter(isKeyword);
    expect(names).toEqual(expect.arrayContaining(grammar.map(({ name }) => name.toLowerCase())));
    expect(names).toEqual(expect.arrayContaining([...functions.keys(), ...TYPE_NAMES.keys()]));
  });

  it('fits the terminal', async () => {
    const { out } = await vkc('/', ['explain', 'package', 'for', 'postgresql', 'os', 'variant']);
    const prose = out.split('\n').filter((line) => !/^ {2}\S.*[({=]/.test(line));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it.each(['vkc:roles/redis', 'vkc:roles/redis.vkimage'])('shows the file %s', async (word) => {
    const { exit, out } = await vkc('/', ['explain', word]);
    expect(exit).toBe(0);
    expect(out).toBe(readFileSync(join(root, 'stdlib/roles/redis.vkimage'), 'utf8'));
  });

  it('shows the lines around one of a file', async () => {
    const { out } = await vkc('/', ['explain', 'vkc:roles/redis.vkimage:20']);
    const text = readFileSync(join(root, 'stdlib/roles/redis.vkimage'), 'utf8').split('\n');
    expect(out.split('\n')).toHaveLength(26);
    expect(out).toContain(`\n> 20 | ${text[19]}\n  21 | ${text[20]}`.trimEnd());
    expect((await vkc('/', ['explain', 'vkc:roles/redis.vkimage:9999'])).exit).toBe(0);
  });

  it.each([
    ['pakage', 'Did you mean package?'],
    ['ubuntu-24.04', 'Did you mean ubuntu2404?'],
    ['Redsi', 'Did you mean redis?'],
    ['apt', 'Write `package NAME`, which is right on every family.'],
    ['boolean', 'The type is called `bool`.'],
    ['ansible_os_family', 'The compiler knows it: write `os.family`.'],
    ['vkc:roles/rediss', 'Did you mean vkc:roles/redis?'],
    ['vkc:nothing/at/all/like/this', 'Library files are named vkc:roles/NAME and vkc:systems/NAME.'],
    ['xylophone', '`vkc explain` lists everything that it knows.'],
  ])('suggests similar words for %s', async (word, hint) => {
    const { exit, out, err } = await vkc('/', ['explain', word]);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(word);
    expect(err).toContain(hint);
  });

  it('lists the words of the language', async () => {
    const { out } = await vkc('/', ['explain']);
    for (const { name } of allTopics()) expect(out).toMatch(new RegExp(`^  (.* )?${name}( |$)`, 'm'));
  });
});
