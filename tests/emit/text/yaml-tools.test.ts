import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { string, type Value } from '../../../compiler/model/value.ts';
import yamllint from '../../../emit/outputs/yamllint.ts';
import { writeYaml } from '../../../emit/text/yaml.ts';
import { image, system, target } from '../../support/trees/packer-image.ts';
import { anyText, at, oddTexts, toValue } from '../../support/values.ts';
import { renderContext } from '../../support/render-context.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vkc-yaml-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (value: Value, comments?: ReadonlyMap<Value, readonly string[]>): string =>
  writeYaml(value, {
    unsafe: true,
    origin: at(1),
    ...(comments === undefined ? {} : { comments }),
  }).toString();

const play = (tasks: unknown[]): Value =>
  toValue([{ name: 'Write texts', hosts: 'localhost', connection: 'local', gather_facts: false, tasks }]);

function runPlaybook(playbook: Value): void {
  const path = join(folder, 'play.yml');
  writeFileSync(path, write(playbook));
  const env = { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'False', LC_ALL: 'C.UTF-8', HOME: folder };
  execFileSync('ansible-playbook', ['-i', 'localhost,', path], { encoding: 'utf8', env, stdio: 'pipe' });
}

/** Ansible can pass on nothing that is not UTF-8. */
const texts = [...oddTexts, ...fc.sample(anyText, 300)].filter(
  (text) => Buffer.from(text).toString() === text,
);

it('comes out of Ansible as it was, values and keys', () => {
  const dest = join(folder, 'all.json');
  const content = { list: texts, map: new Map(texts.map((text) => [text, [text]])), last: 'end' };
  runPlaybook(play([{ name: 'Write all', 'ansible.builtin.copy': { content, dest, mode: '0644' } }]));
  const read = JSON.parse(readFileSync(dest, 'utf8')) as { list: string[]; map: Record<string, string[]> };
  expect(read.list).toEqual(texts);
  expect(Object.entries(read.map).sort()).toEqual([...new Set(texts)].map((text) => [text, [text]]).sort());
});

it('is written to a file by Ansible as it was', () => {
  const odd = [
    '{{ not_a_variable }}\n',
    '{# gone? #}text',
    'a = "{{ b }}"\n[c]\n  d = \'e\'\n\n\n',
    ' leading\n trailing \n\ttab\r\n',
    '#!/bin/sh\nprintf "%s\\n" "${1:-x}" | grep -v \'^#\'\n',
  ];
  const tasks = odd.map((content, i) => ({
    name: `Write ${i}`,
    'ansible.builtin.copy': { content, dest: join(folder, `${i}.txt`), mode: '0644' },
  }));
  runPlaybook(play(tasks));
  expect(odd.map((_, i) => readFileSync(join(folder, `${i}.txt`), 'utf8'))).toEqual(odd);
});

it('passes yamllint -s with the rules of the tree', () => {
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  const config = yamllint.render(image([target('a', system('ubuntu2404'))]), renderContext())[0]!;
  writeFileSync(join(tree, config.path), config.content);
  const documents = texts.slice(0, 250).map((text): string => {
    const commented = string(text, null);
    const value = toValue({
      tasks: [
        {
          name: text,
          block: [
            { name: 'x', y: text },
            { name: text, z: [[text]] },
          ],
        },
      ],
    });
    const map: Value = {
      type: 'map',
      entries: new Map<string, Value>([
        [text, commented],
        ['a', value],
        ['end', commented],
      ]),
      origin: null,
    };
    return write(map, new Map([[commented, ['About it:', text]]]));
  });
  documents.forEach((text, i) => writeFileSync(join(tree, `${i}.yml`), text));
  const result = spawnSync('yamllint', ['-s', '-f', 'parsable', '.'], { cwd: tree, encoding: 'utf8' });
  const first = /\.\/(\d+)\.yml/.exec(result.stdout)?.[1];
  expect(result.stdout, documents[Number(first)]).toBe('');
  expect(result.status, result.stderr).toBe(0);
});
