import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EventReader } from '../../../cli/packer/ansible-events.ts';
import { runProcess } from '../../../cli/host/process.ts';
import { folder } from '../../support/command-line.ts';

const PLAY = `- name: Play
  hosts: all
  gather_facts: false
  tasks:
    - name: First
      ansible.builtin.command: "true"
      changed_when: true
      notify: Restart
    - name: Not here
      ansible.builtin.debug:
        msg: no
      when: false
    - name: Passed over
      ansible.builtin.command: sh -c 'echo wrong >&2; exit 3'
      changed_when: false
      ignore_errors: true
    - name: Rescued
      block:
        - name: Inner
          ansible.builtin.include_role:
            name: role
    - name: Now
      ansible.builtin.meta: flush_handlers
    - name: Hidden
      ansible.builtin.command: echo secret
      no_log: true
      changed_when: false
    - name: Items
      ansible.builtin.command: sh -c 'test {{ item }} = a'
      changed_when: false
      loop: [a, b]
  handlers:
    - name: Restart
      ansible.builtin.debug:
        msg: again
`;

test('the result of each task of a play is written, with its line', async () => {
  const dir = folder({
    'play.yml': PLAY,
    'roles/role/tasks/main.yml': '- name: In a role\n  ansible.builtin.debug:\n    msg: here\n',
  });
  const record = join(dir, 'events.jsonl');
  // Alone in a folder, as a build has it: Ansible takes every file beside it for a plugin.
  const callbacks = join(dir, 'callbacks');
  mkdirSync(callbacks);
  copyFileSync(
    join(import.meta.dirname, '../../../cli/files/vkc_record.py'),
    join(callbacks, 'vkc_record.py'),
  );
  const reader = new EventReader(record);
  expect(reader.read()).toEqual([]);
  const ended = await runProcess(
    'ansible-playbook',
    ['-i', 'localhost,', '-c', 'local', '-e', `ansible_python_interpreter=/usr/bin/python3`, 'play.yml'],
    {
      cwd: dir,
      env: {
        ...process.env,
        ANSIBLE_CALLBACK_PLUGINS: callbacks,
        ANSIBLE_LOCAL_TEMP: join(dir, 'tmp'),
        ANSIBLE_NOCOLOR: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        VKC_RECORD: record,
      },
    },
  );
  expect(ended.stderr).not.toContain('Callback');
  expect(ended.code).toBe(2);
  const events = reader.read();
  expect(events[0]).toMatchObject({ event: 'play', tasks: 6 });
  const told = events.slice(1).map((event) => {
    if (event.event === 'play') return 'play';
    const line = event.path?.replace(`${dir}/`, '');
    return `${event.event === 'task' ? 'task' : event.outcome} ${event.role ?? '-'} ${event.task} ${line}`;
  });
  expect(told).toEqual([
    'task - First play.yml:5',
    'changed - First play.yml:5',
    'task - Not here play.yml:9',
    'skipped - Not here play.yml:9',
    'task - Passed over play.yml:13',
    'ignored - Passed over play.yml:13',
    'task - Inner play.yml:19',
    'ok - Inner play.yml:19',
    'task role In a role roles/role/tasks/main.yml:1',
    'ok role In a role roles/role/tasks/main.yml:1',
    'task - Restart play.yml:33',
    'ok - Restart play.yml:33',
    'task - Hidden play.yml:24',
    'ok - Hidden play.yml:24',
    'task - Items play.yml:28',
    'failed - Items play.yml:28',
  ]);
  const last = events.at(-1);
  expect(last).toMatchObject({ message: 'b: non-zero return code' });
  expect(events.find((event) => event.event === 'result' && event.outcome === 'ignored')).toMatchObject({
    message: 'non-zero return code\nwrong',
  });
  expect(JSON.stringify(events)).not.toContain('secret');
  writeFileSync(record, '{"event":"pl', { flag: 'a' });
  expect(reader.read()).toEqual([]);
  writeFileSync(record, 'ay","tasks":1}\nnonsense\n', { flag: 'a' });
  expect(reader.read()).toEqual([{ event: 'play', tasks: 1 }]);
  expect(readdirSync(callbacks)).toEqual(['vkc_record.py']);
});
