import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { accountName } from '../shared/validators.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'user',
  doc: 'An account: whether it is there, its shell, its home and its groups.',
  label: { what: 'the name of a user', check: accountName('a user') },
  schema: z
    .object({
      exists: t.bool('Whether there is such a user.', 'true'),
      shell: t.text('Login shell.'),
      home: t.text('Home folder.'),
      groups: t.list(TEXT_LINE, 'Groups of which the user is a member, among others.'),
    })
    .check(
      z.refine(
        (a) => a.exists?.value !== false || Object.values(a).filter(Boolean).length === 1,
        'A user who does not exist has no shell, home or groups: leave them out.',
      ),
    ),
  example: 'user root { shell = "/bin/bash"  groups = ["root"] }\n\nuser guest { exists = false }',
  bootChecks({ label, attributes }) {
    const { exists, shell, home, groups } = attributes;
    const name = shellWord(label.value);
    const texts = new Texts();
    const look = `getent passwd ${name} && id --groups --name ${name}`;
    const found = "{{ seen.stdout_lines | join('; groups: ') or 'no such user' }}";
    if (exists?.value === false) {
      return [{ title: `User ${shown(label.value)} does not exist`, look, that: ['seen.rc != 0'], found }];
    }
    const that = ['seen.rc == 0'];
    const words: string[] = [];
    const fields = [
      ['home', home, 5],
      ['shell', shell, 6],
    ] as const;
    for (const [what, value, field] of fields) {
      if (value === undefined) continue;
      words.push(`${what} ${shown(value.value)}`);
      that.push(`seen.stdout_lines[0].split(':')[${field}] == ${texts.term(`wanted_${what}`, value.value)}`);
    }
    const members = (groups?.items ?? []) as readonly StringValue[];
    for (const [i, { value }] of members.entries()) {
      that.push(`${texts.term(`wanted_group_${i + 1}`, value)} in seen.stdout_lines[1].split()`);
    }
    if (members.length > 0) {
      words.push(
        `${members.length > 1 ? 'groups' : 'group'} ${enumerate(members.map(({ value }) => shown(value)))}`,
      );
    }
    const title = `User ${shown(label.value)} ${words.length === 0 ? 'exists' : `has ${enumerate(words)}`}`;
    return [{ title, look, that, found, vars: texts.vars }];
  },
});
