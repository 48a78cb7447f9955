import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { file, inFolder } from '../shared/effects.ts';
import { needs, pathLabel, validate } from '../shared/validators.ts';
import { textIn } from '../shared/contents.ts';
import { mode as modeOf, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'block',
  repeats: true,
  doc: 'Lines of a file, between two comments by which they are found again. The rest of the file stays as it is.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: z
    .object({
      name: required(t.text('What tells it from other blocks of the file; it stands in the comments.')),
      content: t.lines('The lines.'),
      comment: t.text('What a comment begins with in this file.', '"#"'),
      insert_after: t.string('Regular expression of the line after which it goes.', 'the end of the file'),
      insert_before: t.string('Regular expression of the line before which it goes; `BOF` is the beginning.'),
      state: t.oneOf(['present', 'absent'], 'Whether it is to be there.', 'present'),
      create: t.bool('Whether the file is made if it is not there.', 'false'),
      owner: t.string('Owner of a file that is made.', '"root"'),
      group: t.string('Group of a file that is made.', '"root"'),
      mode: t.mode('Mode of a file that is made.', '0644'),
      validate: t.string('Command that checks the file before it takes its place; `%s` is its path.'),
    })
    .check(
      z.refine(
        ({ content, state }) => (state?.value === 'absent') === (content === undefined),
        '`content` says what the lines are to be; a block that goes has none.',
      ),
      z.refine((a) => a.insert_after === undefined || a.insert_before === undefined, {
        path: ['insert_after'],
        message: 'A block goes either after a line or before one.',
      }),
      z.refine(({ name }) => /^[^{}\n]+$/.test(name.value), {
        path: ['name'],
        message: 'The name is a word or a few of them, without braces.',
      }),
      ...['owner', 'group', 'mode'].map((name) =>
        needs(name, 'create', `\`${name}\` is for a file that is made: add \`create = true\`.`),
      ),
      validate,
    ),
  example: `block "/etc/hosts" {
  name    = "cluster"
  content = """
    10.0.0.1 one
    10.0.0.2 two
    """
}

block "/etc/profile.d/app.sh" {
  name   = "app"
  content = "export APP_HOME=/opt/app"
  create = true
  mode   = 0644
}

block "/etc/ssh/sshd_config" {
  name          = "team"
  content       = "AllowGroups admins"
  insert_before = "BOF"
  validate      = "/usr/sbin/sshd -t -f %s"
}`,
  insteadOf: {
    modules: ['blockinfile'],
    remedy: 'Write `block "/path" { name = "…"  content = "…" }`.',
  },
  lower({ label, attributes, title, origin }) {
    const { name, content, comment, insert_after: after, insert_before: before, state, create } = attributes;
    const made = create?.value === true;
    return {
      tasks: [
        {
          title:
            title ??
            `${state?.value === 'absent' ? 'Remove' : 'Write'} the block ${name.value} in ${label.value}`,
          module: 'ansible.builtin.blockinfile',
          args: {
            path: label,
            block: content === undefined ? undefined : chomped(content),
            marker: string(`${comment?.value ?? '#'} {mark} ${name.value}`, name.origin ?? origin),
            insertafter: after,
            insertbefore: before,
            state,
            create: made ? create : undefined,
            owner: made ? (attributes.owner ?? word('root')) : undefined,
            group: made ? (attributes.group ?? word('root')) : undefined,
            mode: made ? (attributes.mode ?? modeOf('0644')) : undefined,
            validate: attributes.validate,
          },
        },
      ],
    };
  },
  contents: ({ label, attributes: { name, content, state } }) => ({
    lines:
      state?.value === 'absent'
        ? [{ path: label, line: null, match: `# BEGIN ${name.value}`, state: 'absent' as const }]
        : (textIn(content) ?? '')
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => ({ path: label, line, match: null, state: 'present' as const })),
  }),
  effects: ({ label, attributes: { create, state } }) =>
    create?.value
      ? { needs: [inFolder(label)], makes: [file(label)] }
      : { needs: state?.value === 'absent' ? [] : [{ ...file(label), span: null }] },
});

/** The module ends the last line itself. */
const chomped = (value: Value): Value =>
  value.type === 'string' || value.type === 'jinja'
    ? { ...value, value: value.value.replace(/\n+$/, '') }
    : value;
