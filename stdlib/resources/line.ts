import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { cut } from '../../compiler/model/text.ts';
import type { StringValue, Value } from '../../compiler/model/value.ts';
import { pathLabel, validate } from '../shared/validators.ts';

const goes = (state: StringValue | undefined) => state?.value === 'absent';
import { textIn } from '../shared/contents.ts';

export default resourceKind({
  name: 'line',
  repeats: true,
  doc: 'One line of a file that is there already.',
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
}`,
  insteadOf: {
    modules: ['lineinfile'],
    remedy: 'Write `line "/path" { line = "…" }`.',
  },
  lower({ label, attributes, title }) {
    const { line, match, insert_after: after, insert_before: before, state, validate: check } = attributes;
    return {
      tasks: [
        {
          title: title ?? titleFor(label.value, line ?? match!, goes(state), line === undefined),
          module: 'ansible.builtin.lineinfile',
          args: {
            path: label,
            regexp: match,
            line,
            insertafter: after,
            insertbefore: before,
            state,
            validate: check,
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
  effects: ({ label, attributes: { state } }) => ({
    // Where the file is not there, nothing has to be taken away.
    needs: goes(state) ? [] : [{ what: 'file', name: label, span: null }],
  }),
});

function titleFor(path: string, what: Value, absent: boolean, pattern: boolean): string {
  const text = what.type === 'string' ? what.value.trim() : '';
  const short = cut(text, 40);
  // Braces are Jinja's in a name, and a pattern or a secret says little there.
  if (text === '' || pattern || /[{}]/.test(text))
    return `${absent ? 'Remove lines from' : 'Set a line of'} ${path}`;
  return absent ? `Remove ${short} from ${path}` : `Set ${short} in ${path}`;
}
