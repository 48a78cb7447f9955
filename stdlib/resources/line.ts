import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { cut } from '../../compiler/model/text.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { textIn } from '../shared/contents.ts';
import { file, inFolder } from '../shared/effects.ts';
import { mode as modeOf } from '../shared/tasks.ts';
import { needs, pathLabel, validate } from '../shared/validators.ts';

const goes = (state: StringValue | undefined) => state?.value === 'absent';

export default resourceKind({
  name: 'line',
  repeats: true,
  doc: 'One line of a file. The rest of the file stays as it is.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: z
    .object({
      line: t.lines('The line, without a line break.'),
      match: t.string(
        'Regular expression of the line that it replaces; the last that matches. It should match the new line too, so that a second run finds it.',
      ),
      insert_after: t.string(
        'Regular expression of the line after which it goes when none matches; `EOF` is the end.',
        '"EOF"',
      ),
      insert_before: t.string(
        'Regular expression of the line before which it goes when none matches; `BOF` is the beginning.',
      ),
      state: t.oneOf(['present', 'absent'], 'Whether the line is to be there.', 'present'),
      create: t.bool('Whether the file is made if it is not there.', 'false'),
      owner: t.string(
        'Owner of the file, if `create` is given; else it stays, and a file that is made is root’s.',
      ),
      group: t.string(
        'Group of the file, if `create` is given; else it stays, and a file that is made is root’s.',
      ),
      mode: t.mode('Mode of the file, if `create` is given.', '0644'),
      keep_mode: t.bool(
        'Whether a file that is there keeps its mode, if `create` is given; a new one gets that of the system.',
        'false',
      ),
      backup: t.bool('Whether the file as it was is kept beside it.', 'false'),
      validate: t.string('Command that checks the file before it takes its place; `%s` is its path.'),
    })
    .check(
      z.refine((a) => goes(a.state) || a.line !== undefined, '`line` says what the line is to be.'),
      z.refine(
        (a) => !goes(a.state) || (a.line === undefined) !== (a.match === undefined),
        'A line that goes is named either by `line`, as it stands, or by `match`.',
      ),
      z.refine((a) => a.insert_after === undefined || a.insert_before === undefined, {
        path: ['insert_after'],
        message: 'A line goes either after another one or before one.',
      }),
      z.refine((a) => a.insert_after === undefined || !goes(a.state), {
        path: ['insert_after'],
        message: 'A line that goes needs no place.',
      }),
      z.refine((a) => a.insert_before === undefined || !goes(a.state), {
        path: ['insert_before'],
        message: 'A line that goes needs no place.',
      }),
      z.refine(({ line }) => line?.type !== 'string' || !line.value.includes('\n'), {
        path: ['line'],
        message: 'This is more than one line: write a `line` for each, or the whole `file`.',
      }),
      z.refine((a) => a.create === undefined || !goes(a.state), {
        path: ['create'],
        message: 'A line that goes needs no file.',
      }),
      z.refine(({ mode, keep_mode: keeps }) => mode === undefined || keeps?.value !== true, {
        path: ['keep_mode'],
        message: 'The file gets the `mode` that is given: leave one of them out.',
      }),
      ...['owner', 'group', 'mode', 'keep_mode'].map((name) =>
        needs(name, 'create', `\`${name}\` is for a file that may be made: add \`create = true\`.`),
      ),
      validate,
    ),
  example: `line "/etc/ssh/sshd_config" {
  match         = "^#?UseDNS"
  line          = "UseDNS no"
  insert_before = "^Match"
  validate      = "/usr/sbin/sshd -t -f %s"
}

line "/etc/hosts" {
  match = "^127\\\\.0\\\\.1\\\\.1"
  state = absent
}

line "/etc/security/limits.conf" {
  line         = "app soft nofile 65536"
  insert_after = "EOF"
}

line "/etc/profile.d/app.sh" {
  line   = "export APP_HOME=/opt/app"
  create = true
}`,
  insteadOf: {
    modules: ['lineinfile'],
    remedy: 'Write `line "/path" { line = "…" }`.',
  },
  lower({ label, attributes, title }) {
    const { line, match, insert_after: after, insert_before: before, state, create } = attributes;
    const made = create?.value === true;
    return {
      tasks: [
        {
          title: title ?? titleFor(label.value, line?.type === 'string' ? line.value : null, goes(state)),
          module: 'ansible.builtin.lineinfile',
          args: {
            path: label,
            regexp: match,
            line,
            insertafter: after,
            insertbefore: before,
            state,
            create: made ? create : undefined,
            owner: made ? attributes.owner : undefined,
            group: made ? attributes.group : undefined,
            mode: made && !attributes.keep_mode?.value ? (attributes.mode ?? modeOf('0644')) : undefined,
            backup: attributes.backup?.value ? attributes.backup : undefined,
            validate: attributes.validate,
          },
        },
      ],
    };
  },
  contents: ({ label, attributes: { line, match, state } }) => ({
    lines: [
      {
        path: label,
        line: textIn(line),
        match: textIn(match),
        state: state?.value === 'absent' ? 'absent' : 'present',
      },
    ],
  }),
  effects: ({ label, attributes: { create, state } }) =>
    create?.value
      ? { needs: [inFolder(label)], makes: [file(label)] }
      : // Where the file is not there, nothing has to be taken away.
        { needs: goes(state) ? [] : [{ ...file(label), span: null }] },
});

/** The title of a line that is known, or else of a pattern or a secret, which says little there. */
export function titleFor(path: string, line: string | null, absent: boolean): string {
  const text = line?.trim() ?? '';
  const short = cut(text, 40);
  // Braces are Jinja's in a name.
  if (text === '' || /[{}]/.test(text)) return `${absent ? 'Remove lines from' : 'Set a line of'} ${path}`;
  return absent ? `Remove ${short} from ${path}` : `Set ${short} in ${path}`;
}
