import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sarif from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../compiler/diagnostics/explanation.ts';
import type { Catalogue } from '../../../compiler/diagnostics/explanation.ts';
import { catalogue as typed } from '../../../compiler/diagnostics/catalogue.ts';
import { compile } from '../../../stdlib/index.ts';
import { root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';

const catalogue: Catalogue = typed;

/** Every mistake that the catalogue shows, a file each. */
const mistakes = () =>
  folder(
    Object.fromEntries(
      Object.entries(catalogue).map(([code, { wrong }]) => [`${code}/ä b/image.vkimage`, plain(wrong)]),
    ),
  );

async function report(format: string, cwd: string, ...more: string[]): Promise<{ out: string; err: string }> {
  const { exit, out, err } = await vkc(cwd, ['check', '--format', format, ...more], { compile });
  expect([0, 1]).toContain(exit);
  return { out, err };
}

function problems(validate: ReturnType<Ajv['compile']>, value: unknown): unknown {
  validate(value);
  return validate.errors ?? [];
}

const oneError = 'image a {\n  os    = [debian12]\n  titel = "A"\n  package jq\n}\n';

describe('--format json', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs/diagnostics.schema.json'), 'utf8'));
  const validate = new Ajv2020().compile(schema);

  it('is what docs/diagnostics.schema.json says, for every code', async () => {
    const { out, err } = await report('json', mistakes());
    const found = JSON.parse(out);
    expect(err).toBe('');
    expect(problems(validate, found)).toEqual([]);
    const codes = new Set(found.diagnostics.map(({ code }: { code: string }) => code));
    // Codes about neighbouring files have none here, and limits are not passed.
    const usual = Object.values(catalogue).filter(({ limits }) => limits === undefined);
    expect(codes.size).toBeGreaterThan(usual.length * 0.9);
    expect(found.diagnostics.some(({ fix }: { fix: unknown }) => fix !== null)).toBe(true);
  });

  it('names a place in a file that is no text', async () => {
    const cwd = folder({ 'a.vkimage': new Uint8Array([0x67, 0xfc]) });
    for (const format of ['json', 'sarif', 'gitlab', 'github']) {
      const { out } = await report(format, cwd);
      expect(out).not.toMatch(/"(line|startLine|begin)": 0|line=0/);
      expect(out).toMatch(/a\.vkimage/);
    }
  });

  it('is whole when nothing is wrong', async () => {
    const cwd = folder({ 'a.vkimage': 'image a {\n  os = [debian12]\n  package jq\n}\n' });
    const { out } = await report('json', cwd);
    expect(problems(validate, JSON.parse(out))).toEqual([]);
    expect(JSON.parse(out).diagnostics).toEqual([]);
  });
});

describe('--format sarif', () => {
  // Written for draft 4, whose keywords for what it uses are those of later drafts.
  const { $schema: _, id: __, ...published } = sarif;
  const formats = {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'file:///') && !/[\s"<>\\^`{|}]/.test(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  };
  const validate = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(published);

  it('is what the published schema says, for every code', async () => {
    const { out } = await report('sarif', mistakes());
    const log = JSON.parse(out);
    expect(problems(validate, log)).toEqual([]);
    const [run] = log.runs;
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    for (const { id, shortDescription } of run.tool.driver.rules) {
      expect(shortDescription.text).toBe(catalogue[id]!.message.replaceAll(/(?<!\$)\{(\w+)\}/g, '<$1>'));
    }
    expect(run.results.some((result: object) => 'fixes' in result)).toBe(true);
    expect(run.results.some((result: object) => 'relatedLocations' in result)).toBe(true);
  });

  it('the schema is one that refuses', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });
});

describe('--format gitlab', () => {
  const issues = async (cwd: string) => JSON.parse((await report('gitlab', cwd)).out) as Issue[];
  interface Issue {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }

  it('has the fields that GitLab reads, for every code', async () => {
    const found = await issues(mistakes());
    expect(found.length).toBeGreaterThan(Object.keys(catalogue).length);
    for (const { description, check_name, severity, location } of found) {
      expect(description).toMatch(/\S/);
      expect(check_name).toMatch(/^VK\d{4}$/);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
      expect(location.path).toMatch(/^(?!\/|\.\/).+\.vkimage$/);
      expect(location.lines.begin).toBeGreaterThan(0);
    }
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
  });

  it('knows a finding that moved', async () => {
    const cwd = folder({ 'a.vkimage': oneError });
    const moved = folder({ 'a.vkimage': `# A comment.\n\n${oneError}` });
    const [before, after] = [await issues(cwd), await issues(moved)];
    expect(after[0]!.location.lines.begin).toBe(before[0]!.location.lines.begin + 2);
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(before.map(({ fingerprint }) => fingerprint));
  });
});

describe('--format github', () => {
  it('is a command a line', async () => {
    const { out } = await report('github', mistakes());
    const lines = out.trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(
        /^::(error|warning|notice) file=[^,:]+,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=VK\d{4}::\S/,
      );
    }
    const { out: one } = await report('github', folder({ 'a.vkimage': oneError }));
    expect(one).toBe(
      '::error file=a.vkimage,line=3,endLine=3,col=3,endColumn=8,title=VK0204::An image has no attribute `titel`.%0ADid you mean `title`?\n',
    );
  });
});

describe.each(['json', 'sarif', 'gitlab', 'github'])('with --format %s', (format) => {
  it('--max-errors leaves out errors', async () => {
    const cwd = folder({ 'a.vkimage': oneError.replace('titel', 'sidd = "B"\n  titel') });
    const shown = async (...more: string[]) =>
      (await report(format, cwd, ...more)).out.match(/no attribute `(sidd|titel)`/g);
    expect(await shown()).toHaveLength(2);
    expect(await shown('--max-errors', '1')).toEqual(['no attribute `sidd`']);
  });

  it('--quiet leaves out warnings', async () => {
    const text = 'let unused = 1\n\nimage a {\n  os = [debian12]\n  package jq\n}\n';
    const cwd = folder({ 'a.vkimage': text });
    expect((await report(format, cwd)).out).toContain('VK0701');
    expect((await report(format, cwd, '--quiet')).out).not.toContain('VK0701');
  });
});
