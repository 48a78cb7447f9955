import { describe, expect, it } from 'vitest';
import { byArea } from '../../../compiler/diagnostics/explanation.ts';
import type { Catalogue } from '../../../compiler/diagnostics/explanation.ts';
import { allRules, ruleIds } from '../../../stdlib/rule-set.ts';
import { catalogue as typed } from '../../../compiler/diagnostics/catalogue.ts';
import { vkc } from '../../support/command-line.ts';

const catalogue: Catalogue = typed;

describe('vkc explain', () => {
  it('says what a code means, with the place in the wrong example underlined', async () => {
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

  it('goes on after a code that there is not, and says which one is near', async () => {
    const { exit, out, err } = await vkc('/', ['explain', 'VK7777', 'vk201', 'VK02O2', 'rubbish']);
    expect(exit).toBe(2);
    expect(out).toMatch(/^error\[VK0201\]/);
    expect(err).toContain('There is no code VK7777.\n     `vkc explain` lists all codes and rules.\n');
    expect(err).toMatch(/There is no code VK02O2\.\n {5}Did you mean VK02\d\d\?\n/);
    expect(err).toContain('There is no rule rubbish.');
    expect((await vkc('/', ['explain', 'uncheckd-download'])).err).toContain(
      'Did you mean unchecked-download?',
    );
  });

  it('explains every rule, with who asks for it', async () => {
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

  it('explains what the compiler itself holds', async () => {
    const { exit, out } = await vkc('/', ['explain', 'no-facts', 'pipelining']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^no-facts: No play gathers facts\.\n\n/);
    expect(out).toContain('\nHeld by the compiler itself: It is on in the configuration of Ansible.\n');
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
    const known = byArea(catalogue).flatMap(({ entries }) => entries.map(({ code }) => code));
    expect(known.sort()).toEqual(Object.keys(catalogue).sort());
  });
});
