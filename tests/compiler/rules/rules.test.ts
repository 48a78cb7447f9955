import { describe, expect, test } from 'vitest';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compilerFor } from '../../../compiler/pipeline.ts';
import { parse } from '../../../grammar/parse/parser.ts';
import { TargetView } from '../../../compiler/rules/view.ts';
import { allRules, findRule, isRule } from '../../../stdlib/rule-set.ts';
import { library } from '../../../stdlib/index.ts';
import { brief, compileFiles, compileText, marked } from '../../support/compile.ts';

/** A day on which some systems are supported and some are not. */
const date = '2027-01-15';

const image = (body: string, os = 'debian12') => `image a {\n  os = [${os}]\n${body}}\n`;
const unchecked = (inner = '') => `  download "/opt/a" {\n    url = "https://example.org/a"\n${inner}  }\n`;
const allow = 'allow unchecked-download { reason = "It is signed." }\n';

/** What examples copy: zeros, of which nothing is kept until somebody reads them. */
const BESIDE = { 'files/model.bin': new Uint8Array(140 * 1024 * 1024) };

/** An optional rule is looked at when a project asks for it. */
const on = (id: string) => {
  const { optional, severity } = findRule(id)!;
  return new Map(optional ? [[id, severity]] : []);
};

const rules = allRules().map((rule) => [rule.id, rule] as const);
const checked = rules.flatMap(([id, { text }]) => (text === null ? [] : [[id, text] as const]));
const asserted = rules.flatMap(([id, { verify }]) => (verify === undefined ? [] : [[id, verify] as const]));

describe.each(rules)('%s', (id, rule) => {
  test('says what it is about', () => {
    const file = `stdlib/rules/${id}.ts`;
    expect(id, `\`id\` in ${file} is two words or more, with dashes`).toMatch(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/,
    );
    expect(rule.title, `\`title\` in ${file} is a sentence`).toMatch(/^\p{Lu}.*\.$/u);
    expect(rule.why, `\`why\` in ${file} ends with a full stop`).toMatch(/\.$/);
    expect(rule.check !== undefined || rule.verify !== undefined).toBe(true);
    expect(rule.text === null).toBe(rule.check === undefined);
  });
});

describe.each(asserted)('%s', (_, verify) => {
  test('what it asserts at boot has titles and ids of its own, and judges what it sees', () => {
    const { images, contents } = compileText(image('  package nginx\n'));
    const [target] = images[0]!.targets;
    const { context } = new TargetView(images[0]!, target!, {
      read: () => new Uint8Array(),
      written: () => '',
      source: () => '',
      contents,
      packages: library.packages,
    });
    const bootChecks = [...verify(context)];
    for (const { title, id = 'main', look, that, found } of bootChecks) {
      expect(title).toMatch(/^\p{Lu}.*[^.]$/u);
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(look).not.toMatch(/\{[{%#]|\n/);
      expect(that.length).toBeGreaterThan(0);
      for (const condition of that) expect(condition).toContain('seen.');
      expect(found).not.toMatch(/[.\n]$/);
    }
    expect(new Set(bootChecks.map(({ title }) => title)).size).toBe(bootChecks.length);
    expect(new Set(bootChecks.map(({ id }) => id)).size).toBe(bootChecks.length);
  });
});

describe.each(checked)('%s', (id, text) => {
  test('the wrong example breaks this rule alone, where it is marked', () => {
    const { wrong, severity } = text;
    const source = wrong.replace(/[«»]/g, '');
    const span = { start: wrong.indexOf('«'), end: wrong.indexOf('»') - 1 };
    const result = compileFiles({ ...BESIDE, 'main.vkimage': source }, { date, rules: on(id) });
    const found = result.diagnostics.map((each) => ({
      code: each.code,
      severity: each.severity,
      text: marked(result, each),
    }));
    expect(found).toEqual([{ code: id, severity, text: source.slice(span.start, span.end) }]);
    const [{ span: at, message, help }] = result.diagnostics as [(typeof result.diagnostics)[number]];
    expect({ start: at.start, end: at.end }).toEqual(span);
    expect(`${message} ${help}`).not.toMatch(/(?<!\$)\{\w+\}|undefined|\[object/);
    expect(message, `\`message\` in stdlib/rules/${id}.ts ends with a full stop`).toMatch(/[.?]$/);
  });

  test('the right example is clean', () => {
    const { diagnostics } = compileText(text.right, { date, rules: on(id) });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });
});

describe('targets', () => {
  test('equal findings of several targets are one, with the targets where they are not all', () => {
    const all = compileText(image(unchecked(), 'debian12, almalinux9')).diagnostics;
    expect(all.map(({ targets }) => targets)).toEqual([[]]);
    const some = compileText(
      image(`  when os.family == redhat {\n${unchecked()}  }\n`, 'debian12, almalinux9, rocky9'),
    ).diagnostics;
    expect(some.map(({ targets }) => targets)).toEqual([['almalinux9', 'rocky9']]);
  });

  test('what is broken otherwise is not judged', () => {
    expect(brief(compileText(image(`${unchecked()}  package [jq\n`)))).not.toContain('unchecked-download');
  });
});

describe('allow', () => {
  test.each([
    ['the resource', image(unchecked(`    ${allow}`))],
    ['the image', image(`  ${allow}${unchecked()}`)],
    ['the variant', image(`  plain = false\n${unchecked()}  variant large {\n    ${allow}  }\n`)],
    ['a role', image('  use web\n') + `role web {\n  ${allow}${unchecked()}}\n`],
    ['the use of a role', image(`  use web { ${allow} }\n`) + `role web {\n${unchecked()}}\n`],
    [
      'a role that uses it',
      `${image('  use site\n')}role site {\n  ${allow}  use web\n}\nrole web {\n${unchecked()}}\n`,
    ],
    ['start', image('  use web\n') + `role web {\n  start {\n    ${allow}${unchecked()}  }\n}\n`],
    ['a condition', image(unchecked(`    when os.family == debian { ${allow} }\n`))],
  ])('in %s it silences the rule', (_, source) => {
    expect(brief(compileText(source))).toEqual([]);
  });

  test('it covers no more than where it stands', () => {
    const other = unchecked().replace('/opt/a', '/opt/b');
    const result = compileText(image(unchecked(`    ${allow}`) + other));
    expect(brief(result)).toEqual([`unchecked-download at "download \\"/opt/b\\""`]);
  });

  test('of a variant it does not cover the plain image', () => {
    const result = compileText(image(`${unchecked()}  variant large {\n    ${allow}  }\n`));
    expect(result.diagnostics.map(({ targets }) => targets)).toEqual([['debian12']]);
  });

  test('one that silences nothing on any target is reported, but not when targets are left out', () => {
    const source = image(
      `  when os.family == redhat {\n${unchecked()}  }\n  ${allow}`,
      'debian12, almalinux9',
    );
    expect(brief(compileText(source))).toEqual([]);
    expect(brief(compileText(source, { os: ['debian12'] }))).toEqual([]);
    const never = source.replace('url', `checksum = "sha256:${'0'.repeat(64)}"\n  url`);
    expect(brief(compileText(never))).toEqual(['VK0802 at "allow unchecked-download"']);
  });

  test('one of a rule that is off, or that depends on the day, is left alone', () => {
    const off = { rules: new Map([['unchecked-download', 'off' as const]]) };
    expect(brief(compileText(image(`  ${allow}`), off))).toEqual([]);
    const dated = image('  allow end-of-life { reason = "It moves next month." }\n');
    expect(brief(compileText(dated))).toEqual([]);
    expect(brief(compileText(dated, { date }))).toEqual([]);
  });

  test('its name, its reason and its shape are checked, and the right word is offered', () => {
    const said = (line: string) => compileText(image(unchecked(`    ${line}\n`))).diagnostics[0]!;
    expect(said('allow uncheked-download { reason = "x" }')).toMatchObject({
      code: 'VK0801',
      help: 'Did you mean `unchecked-download`?',
    });
    expect(said('allow unchecked-download')).toMatchObject({ code: 'VK0401' });
    expect(said('allow unchecked-download { }')).toMatchObject({ code: 'VK0401' });
    const codes = compileText(
      image(unchecked('    allow unchecked-download { because = "x" }\n')),
    ).diagnostics;
    expect(codes.map(({ code }) => code)).toEqual(['VK0401', 'VK0204']);
    expect(said('allow { reason = "x" }')).toMatchObject({ code: 'VK0218' });
  });

  test('the library allows nothing that there is not', () => {
    const named = Object.values(library.sources).flatMap((text) => [
      ...text.matchAll(/^\s*allow ([\w-]+)/gm),
    ]);
    expect(named.map(([, id]) => id!).filter((id) => !isRule(id))).toEqual([]);
  });
});

describe('the library', () => {
  test('what it brings is reported where it is used, with the place in it beside', () => {
    const source = image('  use monitoring { url = "https://example.org/telegraf_1_amd64.deb" }\n');
    const result = compileText(source);
    expect(brief(result)).toEqual(['unchecked-download at "use monitoring"']);
    expect(result.diagnostics[0]!.related.map(({ span }) => span.file)).toEqual([
      'vkc:roles/monitoring.vkimage',
    ]);
  });

  test('what runs in every image is reported at the name of the image', () => {
    const file = 'vkc:roles/vm_init.vkimage';
    const text = `role vm_init {\n${unchecked()}}\n`;
    const compile = compilerFor({
      ...library,
      sources: { ...library.sources, [file]: text },
      tree: (name) => (name === file ? parse(name, text).file : library.tree(name)),
    });
    const host = memoryHost({ 'main.vkimage': image('  package jq\n') });
    const result = compile({ host, entries: ['main.vkimage'] });
    expect(brief(result)).toContain('unchecked-download at "a"');
  });

  test('what a role of the author brings in its place is reported there', () => {
    const files = {
      'main.vkimage': 'import "own.vkimage"\n\nimage a {\n  os = [debian12]\n}\n',
      'own.vkimage': `role vm_init {\n${unchecked()}}\n`,
    };
    expect(brief(compileFiles(files))).toContain('unchecked-download at "download \\"/opt/a\\""');
  });
});

describe('severities', () => {
  const source = image(unchecked());

  test('of the project are taken over those of the rules', () => {
    const as = (severity: 'off' | 'hint' | 'warning') =>
      compileText(source, { rules: new Map([['unchecked-download', severity]]) });
    expect(as('off').diagnostics).toEqual([]);
    expect(as('hint').diagnostics.map(({ severity }) => severity)).toEqual(['hint']);
    expect(as('warning').images).toHaveLength(1);
    expect(compileText(source).images).toEqual([]);
  });
});
