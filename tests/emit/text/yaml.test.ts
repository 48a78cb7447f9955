import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DocumentOptions, parse, type ParseOptions, type SchemaOptions, type ToJSOptions } from 'yaml';
import { list, string, type Value } from '../../../compiler/model/value.ts';
import { writeYaml } from '../../../emit/text/yaml.ts';
import { anyText, at, mode, oddTexts, python, template, toValue } from '../../support/values.ts';

const write = (value: Value, unsafe = false): string =>
  writeYaml(value, { unsafe, origin: at(1) }).toString();

/** With PyYAML itself, and with libyaml behind it, which Ansible prefers. */
const readAll = `
import json, re, sys, yaml
def read(loader):
    loader.add_constructor('!unsafe', lambda loader, node: loader.construct_scalar(node))
    return [yaml.load(text, loader) if loader is yaml.SafeLoader or not half.search(text) else None for text in texts]
half = re.compile(r'\\\\u[Dd][89A-Fa-f]')
texts = json.load(sys.stdin)
print(json.dumps([read(yaml.SafeLoader), read(yaml.CSafeLoader)]))
`;

/** One text in every place where a text can stand. */
function places(text: string): unknown {
  return [
    text,
    { value: text, next: text, last: 'x' },
    { list: [text, [text, [text]], { deep: { deeper: text, more: [text] } }], last: text },
    [{ name: text, tasks: [{ name: text, block: [{ name: text, copy: { content: text } }] }, { name: 'b', x: text }] }],
    new Map([[text, text]]),
    { a: [new Map<string, unknown>([[text, { b: text }]]), new Map<string, unknown>([[text, [text]], ['z', text]])] },
  ]; // prettier-ignore
}

function plain(json: unknown): unknown {
  if (json instanceof Map) return Object.fromEntries([...json].map(([key, item]) => [key, plain(item)]));
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json === 'object' && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, plain(item)]));
  }
  return json;
}

function expectSame(cases: readonly unknown[], unsafe: boolean): void {
  const texts = cases.map((json) => write(toValue(json), unsafe));
  const wanted = cases.map(plain);
  const [read, readByC] = python(readAll, texts) as [unknown, unknown];
  expect(read).toEqual(wanted);
  // libyaml has no way at all to write half a surrogate pair.
  const half = /\\uD[89A-F]/;
  expect(readByC).toEqual(wanted.map((json, i) => (half.test(texts[i]!) ? null : json)));
  texts.forEach((text, i) => {
    const options: ParseOptions & DocumentOptions & SchemaOptions & ToJSOptions = {
      logLevel: 'error',
      customTags: [{ tag: '!unsafe', resolve: (value: string) => value }],
    };
    expect(parse(text, { ...options, version: '1.2' }), text).toEqual(wanted[i]);
    expect(parse(text, { ...options, version: '1.1' }), text).toEqual(wanted[i]);
  });
}

describe('writeYaml', () => {
  it('keeps odd texts in every place', () => {
    expectSame(oddTexts.map(places), true);
    expectSame(oddTexts, false);
  });

  it('keeps any text in every place', () => {
    const texts = fc.sample(anyText, 600);
    expectSame([...texts, ...texts.slice(0, 150).map(places)], false);
    expectSame(texts.slice(150, 300).map(places), true);
  });

  it('keeps any tree', () => {
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        anyText,
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.boolean(),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.array(fc.tuple(anyText, tie('tree')), { maxLength: 4 }).map((entries) => new Map(entries)),
      ),
    }));
    expectSame(fc.sample(tree, 200), true);
  });

  it('looks as a person would write it', () => {
    const play = toValue([
      { name: 'Provision', hosts: 'default', become: true, tasks: [
        { name: 'Install', 'ansible.builtin.apt': { name: ['nginx', 'python3.11'], update_cache: true }, when: "os_family == 'Debian'" },
        { name: 'Write', 'ansible.builtin.copy': { content: 'a = "{{ b }}"\n', dest: '/etc/x', extra: [] }, vars: {} },
      ] },
      { name: 'Odd', hosts: 'all', tasks: [{ name: 'Say', x: 'say "hi\\n"', y: 'yes', z: '24.04' }] },
    ]); // prettier-ignore
    expect(write(play, true)).toMatchInlineSnapshot(`
      "---
      - name: Provision
        hosts: default
        become: true

        tasks:
          - name: Install
            ansible.builtin.apt:
              name:
                - nginx
                - python3.11
              update_cache: true
            when: os_family == 'Debian'

          - name: Write
            ansible.builtin.copy:
              content: !unsafe |
                a = "{{ b }}"
              dest: /etc/x
              extra: []
            vars: {}

      - name: Odd
        hosts: all

        tasks:
          - name: Say
            x: 'say "hi\\n"'
            "y": "yes"
            z: "24.04"
      "
    `);
    const values = list([mode('0644'), template('{{ a }}'), template('{{ a }}\n'), template('a == 1')], null);
    expect(write(values, true)).toMatchInlineSnapshot(`
      "---
      - "0644"
      - "{{ a }}"
      - |
        {{ a }}
      - a == 1
      "
    `);
  });

  it('traces every line to the value it holds', () => {
    const value: Value = {
      type: 'map',
      origin: at(2),
      entries: new Map<string, Value>([
        ['a', string('one\ntwo\n', at(3))],
        ['b', list([string('x', at(5)), string('v', null)], at(4))],
        ['c', string('z', null)],
      ]),
    };
    const lines = writeYaml(value, { unsafe: false, origin: at(1), header: ['Title'] });
    const file = lines.file('x.yml', at(1));
    expect(file.content).toBe('---\n# Title\na: |\n  one\n  two\nb:\n  - x\n  - v\nc: z\n');
    expect(file.lines.map((span) => span?.line)).toEqual([1, 1, 3, 3, 3, 4, 5, 4, 2]);
  });

  it('writes a list once that has an anchor, and an empty line between the entries of spaced maps', () => {
    const steps = toValue(['a', 'b']);
    const job = (key: string): Value => ({
      type: 'map',
      origin: null,
      entries: new Map([[key, steps]]),
    });
    const root: Value = {
      type: 'map',
      origin: null,
      entries: new Map([
        ['one', job('x')],
        ['two', job('z')],
        ['three', list([steps, string('c', null)], null)],
      ]),
    };
    const options = { unsafe: false, origin: at(1), header: ['Title'] };
    const anchors = new Map([[steps, 'steps']]);
    const lines = writeYaml(root, { ...options, anchors, spaced: new Set([root]) }).toString();
    expect(lines).toBe(
      '---\n# Title\n\none:\n  x: &steps\n    - a\n    - b\n\ntwo:\n  z: *steps\n\nthree:\n  - *steps\n  - c\n',
    );
  });

  it('writes comments above what they are about', () => {
    const value = toValue({ a: 1, b: { c: [1] } }) as Extract<Value, { type: 'map' }>;
    const b = value.entries.get('b') as Extract<Value, { type: 'map' }>;
    const comments = new Map<Value, string[]>([
      [value.entries.get('a')!, ['About a.', '']],
      [b.entries.get('c')!, ['long '.repeat(30), 'b\u2028c\u202ed']],
    ]);
    expect(writeYaml(value, { unsafe: false, origin: at(1), comments }).toString()).toMatchInlineSnapshot(`
      "---
      # About a.
      #
      a: 1
      b:
        # long long long long long long long long long long long long long long long long long long long long
        # long long long long long long long long long long
        # b
        # c d
        c:
          - 1
      "
    `);
  });
});
