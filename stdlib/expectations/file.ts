import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import type { BootCheckDraft } from '../../compiler/sdk/boot-check.ts';
import { t } from '../../compiler/model/schema.ts';
import { enumerate } from '../../compiler/model/text.ts';
import { folderLabel } from '../shared/validators.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'file',
  doc: 'A file, folder or link: whether it is there, whose it is, and what stands in it.',
  label: { what: 'the path of a file', check: folderLabel },
  schema: z
    .object({
      exists: t.bool('Whether it is there.', 'true'),
      owner: t.text('Owner.'),
      group: t.text('Group.'),
      mode: t.mode('File mode.'),
      contains: t.textLines('Text that stands in it, within its first megabyte.'),
    })
    .check(
      z.refine(
        (a) => a.exists?.value !== false || Object.values(a).filter(Boolean).length === 1,
        'A file that is not there has no owner, mode or content: leave them out.',
      ),
    ),
  example:
    'file "/etc/hostname" { mode = 0644  owner = "root" }\n\nfile "/root/.bash_history" { exists = false }',
  bootChecks({ label, attributes }) {
    const { exists, owner, group, mode, contains } = attributes;
    const path = shellWord(label.value);
    const name = shown(label.value);
    const texts = new Texts();
    const look = `stat --format='%a %U %G %F' -- ${path}`;
    const found = "{{ seen.stdout | trim or 'there is none' }}";
    if (exists?.value === false) {
      return [{ title: `File ${name} is not there`, look, that: ['seen.rc == 1'], found }];
    }
    const words: string[] = [];
    const that = ['seen.rc == 0'];
    if (mode !== undefined) {
      words.push(`mode ${mode.value}`);
      that.push(`seen.stdout.split()[0] == '${mode.value.replace(/^0+(?=.)/, '')}'`);
    }
    if (owner !== undefined) {
      words.push(`owner ${shown(owner.value)}`);
      that.push(`seen.stdout.split()[1] == ${texts.term('wanted_owner', owner.value)}`);
    }
    if (group !== undefined) {
      words.push(`group ${shown(group.value)}`);
      that.push(`seen.stdout.split()[2] == ${texts.term('wanted_group', group.value)}`);
    }
    const title = words.length === 0 ? `File ${name} is there` : `File ${name} has ${enumerate(words)}`;
    const bootChecks: BootCheckDraft[] = [{ title, look, that, found, vars: texts.vars }];
    if (contains !== undefined) {
      const inside = new Texts();
      bootChecks.push({
        id: 'contains',
        title: `File ${name} contains ${shown(contains.value)}`,
        look: `head --bytes=1000000 -- ${path}`,
        that: ['seen.rc == 0', `${inside.term('wanted_text', contains.value)} in seen.stdout`],
        found: "{{ seen.stderr | trim or 'it does not contain that' }}",
        vars: inside.vars,
      });
    }
    return bootChecks;
  },
});
