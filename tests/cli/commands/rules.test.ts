import { describe, expect, it } from 'vitest';
import { ruleIds } from '../../../stdlib/rule-set.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const real = { compile };
const unchecked = 'image a {\n  os = [debian12]\n  download "/opt/a" { url = "https://example.org/a" }\n}\n';
const old = 'image a {\n  os = [ubuntu2004]\n  package jq\n}\n';
const odd = 'let x = 1\n\nimage a {\n  os = [debian12]\n  package jq\n}\n';

describe('vkc rules', () => {
  it('lists every rule with its severity', async () => {
    const { exit, out, err } = await vkc(folder(), ['rules']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^RULE +SEVERITY +SET IN +REQUIREMENT$/);
    expect(rows.map((row) => row.split(' ')[0]).sort()).toEqual([...ruleIds()].sort());
    expect(out).toMatch(/^unchecked-download +error +- +What is downloaded/m);
    expect(out).toMatch(/^cloud-init-done +at boot +- /m);
  });

  it('shows the severities of the nearest vkc.yaml', async () => {
    const cwd = folder({ 'vkc.yaml': 'rules:\n  plain-http: off\n', 'a/b/': '' });
    expect((await vkc(`${cwd}/a/b`, ['rules'])).out).toMatch(/^plain-http +off +\.\.\/\.\.\/vkc\.yaml /m);
    expect((await vkc(cwd, ['rules', 'a/b'])).out).toMatch(/^plain-http +off +vkc\.yaml /m);
    const listed = JSON.parse((await vkc(cwd, ['rules', '--json'])).out) as Record<string, unknown>[];
    expect(listed.find(({ id }) => id === 'plain-http')).toMatchObject({
      severity: 'off',
      default: 'warning',
      set: true,
      on: false,
      topic: 'security',
      needs_date: false,
      in_source: true,
      at_boot: false,
    });
    for (const each of listed)
      expect(each).toMatchObject({
        sources: expect.arrayContaining([expect.any(String)]),
        why: expect.any(String),
      });
  });

  it('reports a wrong vkc.yaml', async () => {
    const cwd = folder({ 'vkc.yaml': 'rules:\n  plain-htp: off\n' });
    const { exit, out, err } = await vkc(cwd, ['rules']);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toContain('--> vkc.yaml:2:3');
  });
});

describe('the settings of a project', () => {
  it('change severities', async () => {
    const cwd = folder({
      'vkc.yaml': 'rules:\n  unchecked-download: warning\n',
      'images/a.vkimage': unchecked,
    });
    const { exit, err } = await vkc(cwd, ['check'], real);
    expect(exit).toBe(0);
    expect(err).toContain('warning[unchecked-download]');
  });

  it('are reported at the wrong line, by every command that compiles', async () => {
    const cwd = folder({ 'vkc.yaml': 'rules:\n  unchecked-downlod: off\n', 'a.vkimage': odd.slice(11) });
    for (const command of ['check', 'compile', 'targets']) {
      const { exit, err } = await vkc(cwd, [command], real);
      expect(exit).toBe(1);
      expect(err).toContain('error[VK0801]: There is no rule `unchecked-downlod`.\n --> vkc.yaml:2:3');
    }
  });

  it('belong to one project', async () => {
    const cwd = folder({
      'one/vkc.yaml': 'rules:\n  unchecked-download: off\n',
      'one/a.vkimage': unchecked,
      'two/vkc.yaml': '# nothing\n',
      'two/b.vkimage': unchecked.replace('image a', 'image b'),
    });
    const { exit, err } = await vkc(cwd, ['check'], real);
    expect(exit).toBe(1);
    expect(err.match(/-->.*/g)).toEqual(['--> two/b.vkimage:3:3']);
  });
});

describe('--strict', () => {
  it('treats warnings as errors', async () => {
    const cwd = folder({ 'a.vkimage': odd });
    expect((await vkc(cwd, ['check'], real)).exit).toBe(0);
    const strict = await vkc(cwd, ['check', '--strict'], real);
    expect(strict.exit).toBe(1);
    expect(strict.err).toContain('error[VK0701]');
    expect(await vkc(cwd, ['compile', '--strict'], real)).toMatchObject({ exit: 1, out: '' });
  });
});

describe('the day', () => {
  const day = async (
    argv: readonly string[],
    options: { env?: Record<string, string>; today?: string } = {},
  ) => vkc(folder({ 'a.vkimage': old }), argv, { ...real, ...options });

  it('is today for check, and can be given', async () => {
    expect((await day(['check'], { today: '2025-05-31' })).err).not.toContain('error[end-of-life]');
    expect((await day(['check'], { today: '2025-06-01' })).err).toContain('error[end-of-life]');
    expect((await day(['check', '--date', '2025-01-01'])).err).not.toContain('error[end-of-life]');
  });

  it('comes from SOURCE_DATE_EPOCH, unless --date is given', async () => {
    const env = { SOURCE_DATE_EPOCH: '1700000000' };
    expect((await day(['check'], { env })).exit).toBe(0);
    expect((await day(['check', '--date', '2026-01-01'], { env })).exit).toBe(1);
    expect((await day(['compile'], { env: { SOURCE_DATE_EPOCH: '1800000000' } })).exit).toBe(1);
  });

  it('is not set for compile, which writes the same files on every day', async () => {
    expect((await day(['compile', '--dry-run'])).exit).toBe(0);
  });

  it.each([
    [['check', '--date', 'tomorrow'], {}, '`tomorrow` is not a value for --date.'],
    [['check', '--date', '2026-02-30'], {}, '`2026-02-30` is not a value for --date.'],
    [['check'], { SOURCE_DATE_EPOCH: '2026-01-01' }, 'SOURCE_DATE_EPOCH is `2026-01-01`.'],
    [['check'], { SOURCE_DATE_EPOCH: '999999999999' }, 'SOURCE_DATE_EPOCH is `999999999999`.'],
  ])('%j with %j is refused', async (argv, env, message) => {
    const { exit, err } = await day(argv, { env });
    expect(exit).toBe(2);
    expect(err).toContain(message);
  });
});
