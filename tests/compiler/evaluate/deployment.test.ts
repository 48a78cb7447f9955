import { describe, expect, it } from 'vitest';
import type { Value } from '../../../compiler/model/value.ts';
import { brief, compileText, noRules } from '../../support/compile.ts';

const source = (start: string, os = 'debian12') => `image a {
  os = [${os}]
  use b
}

role b {
  param enabled: bool = runtime(true)
  param level: int = runtime
  param mail: string = runtime("root")
  start {
    ${start}
  }
}
`;

/** The conditions of each task of the start phase, by title. */
function conditions(start: string, os?: string) {
  const result = compileText(source(start, os), { rules: noRules });
  expect(brief(result)).toEqual([]);
  return result.images[0]!.targets.map(({ start: runs }) =>
    Object.fromEntries(
      runs.flatMap(({ tasks }) => tasks).map(({ title, keywords }) => [title, plain(keywords.get('when'))]),
    ),
  );
}

const plain = (value: Value | undefined): string[] =>
  value?.type === 'list' ? value.items.map((item) => (item as { value: string }).value) : [];

describe('a `when` on what is given at deployment', () => {
  it.each([
    ['enabled', 'enabled | bool'],
    ['!enabled', 'not (enabled | bool)'],
    ['enabled == false', 'enabled | bool == false'],
    ['level > 2', 'level | int > 2'],
    ['mail != ""', "mail != ''"],
    ['mail in ["a", "it\'s"]', "mail in ['a', 'it\\'s']"],
    ['enabled && mail != "" && level == 1', "enabled | bool and mail != '' and level | int == 1"],
    ['enabled && (mail != "" || level == 1)', "enabled | bool and (mail != '' or level | int == 1)"],
    ['enabled && os.family == debian', 'enabled | bool'],
    ['os.family == redhat || enabled', 'enabled | bool'],
    ['mail == os.codename', "mail == 'bookworm'"],
  ])('%s', (test, text) => {
    expect(conditions(`when ${test} { service rsyslog { state = started } }`)).toEqual([
      { 'Start rsyslog': [text] },
    ]);
  });

  it('is left out where the compiler knows the answer', () => {
    const start = 'when enabled && os.family == debian { service rsyslog { state = started } }';
    expect(conditions(start, 'almalinux9')).toEqual([{}]);
    expect(conditions(start.replace('&&', '||').replace('debian', 'redhat'), 'almalinux9')).toEqual([
      { 'Start rsyslog': [] },
    ]);
  });

  it('gives its else the opposite, and nests', () => {
    const start = `when enabled {
      when level > 2 { service one { state = started } }
    } else when mail == "" {
      service two { state = started }
    } else {
      service three { state = started  condition = jinja"x" }
    }`;
    expect(conditions(start)).toEqual([
      {
        'Start one': ['enabled | bool', 'level | int > 2'],
        'Start two': ['not (enabled | bool)', "mail == ''"],
        'Start three': ['not (enabled | bool)', "not (mail == '')", 'x'],
      },
    ]);
  });

  it('may declare one resource in each branch', () => {
    const start =
      'when enabled { service rsyslog { state = started } } else { service rsyslog { state = stopped } }';
    expect(Object.keys(conditions(start)[0]!)).toEqual(['Start rsyslog', 'Stop rsyslog']);
  });

  it('decides about resources, not about attributes', () => {
    const start = 'file "/a" { content = "x"  when enabled { mode = 0600 } }';
    expect(brief(compileText(source(start)))).toEqual(['VK0402 at "enabled"']);
  });
});

describe('a param given at deployment', () => {
  it('has its value until then in the IR, of its type', () => {
    const { images } = compileText(source('line "/a" { line = mail }'));
    expect(
      images[0]!.runtime.map(({ name, initial }) => [name, initial && 'value' in initial && initial.value]),
    ).toEqual([
      ['enabled', true],
      ['level', null],
      ['mail', 'root'],
    ]);
  });

  it.each([
    ['runtime(1)', 'VK0317 at "1"'],
    ['runtime()', 'VK0305 at "runtime()"'],
    ['runtime("a", "b")', 'VK0305 at "runtime(\\"a\\", \\"b\\")"'],
  ])('%s is wrong for a string', (given, found) => {
    const text = source('line "/a" { line = mail }').replace('runtime("root")', given);
    expect(brief(compileText(text))).toEqual([found]);
  });

  it('cannot decide in the image build', () => {
    const text = source('service rsyslog { state = started }').replace(
      '  start {',
      '  when enabled { package jq }\n  start {',
    );
    expect(brief(compileText(text))).toEqual(['VK0407 at "enabled"']);
  });
});
