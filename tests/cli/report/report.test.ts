import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { invariants } from '../../../stdlib/invariants.generated.ts';
import { allRules } from '../../../stdlib/rule-set.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { GOOD, SHOP, report } from '../../support/report-of-shop.ts';

const FORMATS = ['report.html', 'report.md', 'report.xml'];

describe.each(FORMATS)('vkc check --report %s', (name) => {
  it('writes the same bytes each time, without the current date', async () => {
    const first = await report(name);
    expect((await report(name)).text).toBe(first.text);
    expect(first.text).not.toMatch(/20\d\d-\d\d-\d\d/);
  });

  it('does not change the result of the check', async () => {
    for (const [files, exit] of [
      [{ 'shop.vkimage': SHOP }, 1],
      [{ 'good.vkimage': GOOD }, 0],
    ] as const) {
      const plain = await vkc(folder(files), ['check'], { compile });
      const { text: _, ...ran } = await report(name, files);
      expect(ran).toEqual(plain);
      expect(ran.exit).toBe(exit);
    }
  });

  it('holds every requirement, and names the targets', async () => {
    const { text } = await report(name, { 'good.vkimage': GOOD });
    for (const { title } of [...allRules(), ...invariants]) {
      // Markup stands for what is code in the sentence.
      const [words = ''] = title.split(/[`’]/);
      expect(text).toContain(words);
    }
    expect(text).toContain('good');
  });

  it('shows text as text', async () => {
    const { text } = await report(name);
    // In Markdown a URL stands between backticks.
    expect(text).not.toMatch(
      name.endsWith('.md') ? /(?<!\\)<(script|b>|inside>)/ : /<script|<b>&|<inside>|<2>/,
    );
  });

  it('names broken requirements with their places, and exceptions with their reasons', async () => {
    const { text } = await report(name);
    expect(text).toContain('unchecked-download');
    expect(text).toMatch(/shop\.vkimage:9/);
    expect(text).toMatch(/Signed .*inside.* and checked by/);
  });

  it('reports errors in the source that prevent checking an image', async () => {
    const { exit, text } = await report(name, { 'a.vkimage': 'image a { os = [debain12] }\n' });
    expect(exit).toBe(1);
    expect(text).toMatch(/a\.vkimage:1/);
    expect(text).toContain('debain12');
  });

  it('holds several images', async () => {
    const { text } = await report(name, { 'a.vkimage': GOOD, 'b.vkimage': GOOD.replace('good', 'better') });
    expect(text).toContain('better');
    expect(text).toContain('good');
  });
});

describe('the report', () => {
  it('treats warnings as errors with --strict', async () => {
    const files = {
      'a.vkimage':
        'image a {\n  os = [debian12]\n  repository x {\n    url = "https://example.org/x"\n    key = "http://example.org/key"\n  }\n}\n',
    };
    expect((await report('r.md', files)).text).toContain('Ready to build');
    expect((await report('r.md', files, ['--strict'])).text).toMatch(/Not ready: \d+ requirements? broken/);
  });

  it('shows invariants, their violations, and those that an image meets in its own way', async () => {
    const files = {
      'a.vkimage':
        'let spare = 1\n\nimage a {\n  os = [debian12]\n  package jq\n  build { packer { ssh_timeout = "30m" } }\n}\n',
    };
    const { text } = await report('r.md', files);
    expect(text).toMatch(
      /^\| No play gathers facts\. +\| Invariant of the compiler: `playbook\/provision\.yml` +\| ✅/m,
    );
    expect(text).toMatch(/^\| What is declared is used\. +\| Invariant of the compiler +\| ⚠️/m);
    expect(text).toMatch(/⚠️ Nothing uses the let `spare`\..*`a\.vkimage:1`/);
    expect(text).toMatch(
      /^\| Packer waits for the first boot\. +\| Left to the image: `a\.vkimage:6` +\| ➖/m,
    );
    const xml = (await report('r.xml', files)).text;
    expect(xml).toContain('<testcase name="No play gathers facts." classname="a" file="a.vkimage" time="0">');
    expect(xml).toMatch(/name="What is declared is used\.".*\n?.*a\.vkimage:1: Nothing uses the let/);
  });

  it('shows the evidence for a requirement, with its place', async () => {
    const { text } = await report('r.md');
    expect(text).toMatch(
      /^\| Cloud-init is in every image\. +\| Rule .*: package `cloud-init`, `vm_init \(library\)` +\|/m,
    );
    expect(text).toMatch(
      /Evidence: service `ufw`, not enabled \(`vm_init \(library\)`, on the Debian family\); service `firewalld`/,
    );
    const { text: page } = await report('r.html');
    expect(page).toContain('package <code>cloud-init</code>');
    expect(page).toContain('Nothing in the source violates it.');
    const { text: xml } = await report('r.xml');
    const [debian = ''] = /<testsuite name="shop-debian12".*?<\/testsuite>/s.exec(xml) ?? [];
    expect(debian).toContain('<system-out>vm_init (library): service `ufw`, not enabled</system-out>');
    expect(debian).not.toContain('firewalld');
  });

  it('asks for no rule that is off', async () => {
    const files = { 'good.vkimage': GOOD, 'vkc.yaml': 'rules:\n  plain-http: off\n' };
    const { text } = await report('r.md', files);
    expect(text).toMatch(/^\| What the image trusts .* +\| Turned off in vkc\.yaml +\| ➖/m);
    expect(text).toMatch(/^\| Every package has a version\. +\| Off unless turned on +\| ➖/m);
  });

  it('names the date if it was given', async () => {
    const { text } = await report('r.md', { 'good.vkimage': GOOD }, ['--date', '2026-11-24']);
    expect(text).toMatch(/Proven by vkc \S+ from the source, for 2026-11-24\./);
  });

  it('is Markdown as Prettier writes it', async () => {
    const { text } = await report('r.md');
    expect(await prettier.format(text, { parser: 'markdown' })).toBe(text);
  });

  it('folds details, with the blank lines that GitLab needs', async () => {
    const { text } = await report('r.md');
    expect(text).toMatch(/<details>\n<summary>Packages \(\d+\)<\/summary>\n\n\| Packages/);
    expect(text.match(/<details>/g)!.length).toBe(text.match(/\n\n<\/details>\n/g)!.length);
    expect(text).toMatch(/\| `htop` .* in the large variant /);
  });

  it('counts in XML broken requirements and those that are checked at boot', async () => {
    const { text } = await report('r.xml');
    const suites = [
      ...text.matchAll(
        /<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)"/g,
      ),
    ];
    expect(suites.map(([, name]) => name)).toEqual([
      'shop-debian12',
      'shop-debian12-large',
      'shop-almalinux9',
      'shop-almalinux9-large',
    ]);
    const rules = allRules().length + invariants.length;
    expect(suites.map(([, , tests]) => Number(tests))).toEqual([rules, rules, rules, rules]);
    const failures = suites.map(([, , , count]) => Number(count));
    expect(failures[0]! - failures[2]!).toBe(1);
    expect(text).toContain(
      '<skipped message="Allowed: Signed &lt;inside&gt;, and checked by `tool` itself."/>',
    );
  });

  it.each([
    [['--report', 'report.pdf'], 'the file extension names no format.', '.html for a page'],
    [['--report', 'report'], 'the file extension names no format.', '.html for a page'],
    [['--report', 'r.md', '--fix'], '--fix and --report cannot be combined.', 'Mend the source first'],
    [['--report'], '--report needs a value', ''],
  ])('refuses %j and writes nothing', async (argv, message, hint) => {
    const cwd = folder({ 'shop.vkimage': SHOP });
    const { exit, out, err } = await vkc(cwd, ['check', ...argv], { compile });
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(existsSync(join(cwd, argv[1] ?? 'x'))).toBe(false);
  });

  it('makes the folder that it goes to', async () => {
    expect((await report('public/signoff/r.html', { 'good.vkimage': GOOD })).text).toMatch(
      /^<!doctype html>/i,
    );
  });
});
