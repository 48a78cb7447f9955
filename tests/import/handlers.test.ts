import { expect, test } from 'vitest';
import { Handlers } from '../../import/expand/handlers.ts';
import { Machine, Scope } from '../../import/expand/scope.ts';
import { readYamlText } from '../../import/read/yaml.ts';

test('several conditions of a handler stay several', () => {
  const read = readYamlText(
    '- name: reload\n  command: nginx -s reload\n  register: out\n  failed_when:\n    - out.rc != 0\n    - out.rc != 3\n',
  );
  const handlers = new Handlers();
  handlers.add(read.kind === 'read' ? read.items : [], 'main.yml', new Scope(new Machine({})));
  expect(handlers.find('reload')?.[0]?.keywords).toEqual({
    register: 'out',
    failed_when: ['out.rc != 0', 'out.rc != 3'],
  });
});
