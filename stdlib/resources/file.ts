import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { ANY } from '../../compiler/model/types.ts';
import { file, inFolder, owners } from '../shared/effects.ts';
import { endlessVars, needs, oneOf, pathLabel, validate } from '../shared/validators.ts';
import { contentFrom, ownedBy } from '../shared/contents.ts';
import { contentTask, ownership } from '../shared/tasks.ts';

export default resourceKind({
  name: 'file',
  doc: 'A file on the machine: from text, from a file of the project, or from a template. Its folder has to be there.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: z
    .object({
      content: t.lines('The text of the file, exactly as written.'),
      source: t.file('A file of the project that is copied.'),
      template: t.file('A template of the project that Ansible fills in.'),
      vars: t.map(ANY, 'Values for the template.'),
      owner: t.string('Owner.', '"root"'),
      group: t.string('Group.', '"root"'),
      mode: t.mode('File mode.', '0644'),
      validate: t.string('Command that checks the file before it takes its place; `%s` is its path.'),
      backup: t.bool('Whether the old file is kept beside the new one.', 'false'),
    })
    .check(
      oneOf('A file', 'content', 'source', 'template'),
      needs('vars', 'template', '`vars` are values for a `template`.'),
      endlessVars,
      validate,
    ),
  example: `file "/etc/motd" {
  content = "Welcome.\\n"
}

file "/etc/sudoers.d/app" {
  content  = "app ALL=(ALL) NOPASSWD: /usr/bin/systemctl restart app\\n"
  mode     = 0440
  validate = "visudo -cf %s"
  backup   = true
}`,
  insteadOf: {
    modules: ['copy', 'template'],
    remedy: 'Write `file "/path" { source = file("…") }`, or give it a `content` or a `template`.',
  },
  writes: (path) => [path],
  lower({ label, attributes, title }, { asset }) {
    const { validate: check, backup, ...rest } = attributes;
    const args = { ...ownership(rest, '0644'), validate: check, backup };
    return { tasks: [contentTask(title ?? `Write ${label.value}`, label, rest, args, asset)] };
  },
  contents: ({ label, attributes }) => ({
    files: [{ path: label, ...ownedBy(attributes, '0644'), from: contentFrom(attributes) }],
  }),
  effects: ({ label, attributes }) => ({
    needs: [inFolder(label), ...owners(attributes)],
    makes: [file(label)],
  }),
});
