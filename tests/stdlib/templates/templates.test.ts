import { describe, expect, test } from 'vitest';
import { placeIn, readTemplate } from '../../../stdlib/templates/template.ts';
import { compileFiles } from '../../support/compile.ts';

/** What is wrong with a template, and on which line and column. */
function faultIn(text: string): string | null {
  const { fault } = readTemplate(text);
  if (fault === null) return null;
  const { line, column } = placeIn(text, fault.at);
  return `${line}:${column} ${fault.message}`;
}

describe('Jinja reads', () => {
  test.each([
    'plain text, { braces } and % signs',
    '{# a comment with {{ and {% in it #}',
    '{% raw %}{{ not read }} {% nor this{% endraw %}',
    '{%- for a, b in map.items() if b is defined recursive -%}{{ loop.index }}{% else %}none{% endfor +%}',
    '{% if a and not b or c in [1, 2,] %}x{% elif d is not divisibleby 3 %}y{% else %}z{% endif %}',
    '{% set x = 1 %}{% set y, z = 2, 3 %}{% set ns.found = true %}{% set text | upper %}a{% endset %}',
    '{% macro field(name, size=3) %}{{ caller() }}{% endmacro %}{% call(x) field("a", *b, **c) %}{% endcall %}',
    '{% filter upper | replace("a", "b") %}x{% endfilter %}{% with a = 1, b = 2 %}{{ a }}{% endwith %}',
    '{% include "x.j2" ignore missing with context %}{% from "m.j2" import a as b, c %}{% import "m.j2" as m %}',
    '{% block body scoped %}{% endblock body %}{% autoescape true %}{% endautoescape %}{% do list.append(1) %}',
    '{{ a.b[0]["c"][1:2].d(1, x=2) | default("}}", true) | ansible.builtin.quote ~ "%}" }}',
    '{{ {"a": {"b": 1}}["a"] }}{{ (1, 2) }}{{ () }}{{ -1 ** 2 // 3 % 4 }}{{ "a" "b" }}{{ x if y }}{{ x if y else z if w else 0 }}',
    "{{ lookup('ansible.builtin.env', 'HOME') }}{{ a is match('x') and b is in [1] }}{{ item.0.name }}",
    "#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n{{ not read",
  ])('%s', (text) => {
    expect(faultIn(text)).toBeNull();
  });
});

describe('Jinja cannot read', () => {
  test.each([
    ['a\n  {% for x in y %}\n', '2:3 `for` is not closed: `{% endfor %}` is missing.'],
    ['{% if a %}{% endfor %}', '1:14 `endfor` is found where `{% endif %}` is missing.'],
    ['{% endif %}', '1:4 `endif` closes nothing: no `if` is open.'],
    ['{% else %}', '1:4 `else` belongs into `if`, and none is open.'],
    ['{{ a', '1:1 What begins here is not closed: `}}` is missing.'],
    ['{% if a', '1:1 What begins here is not closed: `%}` is missing.'],
    ['{# a', '1:1 The comment that begins here is not closed: `#}` is missing.'],
    ['{% raw %}{{ a }}', '1:1 `raw` is not closed: `{% endraw %}` is missing.'],
    ["x {{ 'a }}", '1:6 The text that begins here is not closed: its quote is missing.'],
    ['{{ }}', '1:4 A value is expected here, not the end, `}}`.'],
    ['{{ a b }}', '1:6 `b` is not expected here.'],
    ['{{ a | }}', '1:8 The name of a filter is expected here, not the end, `}}`.'],
    ['{{ a ! b }}', '1:6 `!` means nothing in a template’s braces.'],
    ['{{ (a }}', '1:7 `)` is expected here, not `}`.'],
    ['{{ a) }}', '1:5 Nothing opens this `)`.'],
    ['{% fi a %}', '1:4 `fi` is no word of Jinja.'],
    [
      '{% for x of y %}{% endfor %}',
      '1:10 `in` between the name and the list of a `for` is expected here, not `of`.',
    ],
    ['{{ f(a b) }}', '1:8 `,` or `)` is expected here, not `b`.'],
  ])('%s', (text, wanted) => {
    expect(faultIn(text)).toBe(wanted);
  });
});

test('a template takes time in proportion to its length, and no depth stops the compiler', () => {
  expect(faultIn('{{ a }}{% if b %}c{% endif %}\n'.repeat(10_000))).toBeNull();
  expect(faultIn(`{{ ${'('.repeat(100_000)} }}`)).not.toBeNull();
  expect(faultIn(`{{ ${'['.repeat(400)}${']'.repeat(400)} }}`)).toContain('simpler');
  expect(faultIn('{% if a %}'.repeat(20_000))).toContain('not closed');
});

const files = (template: string, attributes = '', phase = (body: string) => body) => ({
  'main.vkimage': `image a {\n  os = [debian12]\n  use r\n}\n\nrole r {\n  # Port.\n  param web_port: string = runtime("8080")\n${phase(
    `  file "/etc/x" { template = file("x.j2") ${attributes} }\n`,
  )}  start { file "/etc/port" { content = "\${web_port}\\n" } }\n}\n`,
  'x.j2': template,
});

const said = (all: ReturnType<typeof files>) =>
  compileFiles(all)
    .diagnostics.filter(({ code }) => code.endsWith('template'))
    .map(({ message, help }) => `${message} ${help}`);

describe('a file of the project', () => {
  test('that several resources use is broken once', () => {
    const use = (path: string) => `file "${path}" { template = file("x.j2") }\n`;
    const source = `image a {\n  os = [debian12, almalinux9]\n  ${use('/etc/a')}  ${use('/etc/b')}}\n`;
    for (const text of ['{% if image_title %}\n', '{{ image_title | uper }}\n'])
      expect(said({ 'main.vkimage': source, 'x.j2': text })).toHaveLength(1);
  });

  test('is read where it is used, and its place is said', () => {
    expect(said(files('x\n  {% for a in [1] %}\n'))[0]).toMatch(
      /^Line 2, column 3 of `x\.j2`: `for` is not closed/,
    );
  });

  test('has filters and tests that Ansible has', () => {
    expect(said(files('{{ 1 | to_nice_yml }}'))[0]).toMatch(/column 8 of .*`to_nice_yml`.*`to_nice_yaml`/);
    expect(said(files('{{ 1 is divisable(2) }}'))[0]).toContain('a test `divisable`');
    expect(
      said(
        files('{{ 1 | to_nice_yaml | b64encode }}{{ "10.0.0.1" | ansible.utils.ipaddr }}{{ 1 | ipaddr }}'),
      ),
    ).toEqual([]);
  });

  test('has names with values: of the resource, of the template, of Ansible', () => {
    const template =
      '{{ backend }}{% for x in backend %}{{ x }}{{ loop.index }}{% endfor %}{{ other | default(1) }}{{ image_title }}' +
      '{{ inventory_hostname }}{% set y = 1 %}{{ y }}{% if z is defined %}{{ z }}{% endif %}{{ lookup("file", "x") }}';
    expect(said(files(template, 'vars = { backend = ["a"] }'))).toEqual([]);
    expect(said(files('{{ backends }}', 'vars = { backend = ["a"] }'))).toEqual([
      'Line 1, column 4 of `x.j2`: nothing gives `backends` a value. Did you mean `backend`?',
    ]);
  });

  test('has values of deployment in `start`, and not before', () => {
    expect(said(files('{{ web_port }}'))[0]).toContain('only at deployment');
    expect(said(files('{{ web_port }}', '', (body) => `  start {\n${body}  }\n`))).toEqual([]);
  });
});
