import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { folderLabel } from '../shared/validators.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'mount',
  doc: 'A mounted file system.',
  label: { what: 'the path on which it is mounted', check: folderLabel },
  schema: z
    .object({
      mounted: t.bool('Whether something is mounted there.', 'true'),
      fstype: t.text('Type of the file system: `"ext4"`.'),
      options: t.list(TEXT_LINE, 'Options with which it is mounted, among others.'),
    })
    .check(
      z.refine(
        (a) => a.mounted?.value !== false || (a.fstype === undefined && a.options === undefined),
        'What is not mounted has no type and no options: leave them out.',
      ),
    ),
  example: 'mount "/" { options = ["rw"] }',
  bootChecks({ label, attributes }) {
    const { mounted, fstype, options } = attributes;
    const texts = new Texts();
    const look = `findmnt --noheadings --output FSTYPE,OPTIONS,SOURCE ${shellWord(label.value)}`;
    const found = "{{ seen.stdout | trim or 'nothing is mounted there' }}";
    const title = `Folder ${shown(label.value)}`;
    if (mounted?.value === false) {
      return [{ title: `${title} is no mount point`, look, that: ['seen.rc == 1'], found }];
    }
    const that = ['seen.rc == 0'];
    if (fstype !== undefined) {
      that.push(`seen.stdout.split()[0] == ${texts.term('wanted_type', fstype.value)}`);
    }
    const items = (options?.items ?? []) as readonly StringValue[];
    for (const [i, { value }] of items.entries()) {
      that.push(`${texts.term(`wanted_option_${i + 1}`, value)} in seen.stdout.split()[1].split(',')`);
    }
    const type = fstype === undefined ? 'is a mount point' : `is mounted as ${shown(fstype.value)}`;
    const how = items.length === 0 ? '' : ` with ${items.map(({ value }) => shown(value)).join(', ')}`;
    return [{ title: `${title} ${type}${how}`, look, that, found, vars: texts.vars }];
  },
});
