import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { textIn } from '../shared/contents.ts';
import { pathLabel, validate } from '../shared/validators.ts';

export default resourceKind({
  name: 'replace',
  repeats: true,
  doc: 'A part of a file that is there already, wherever it stands in it. For whole lines there is `line`, for a file of sections `ini`.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: z
    .object({
      match: required(
        t.string('Regular expression of what is replaced; `^` and `$` stand for the ends of a line.'),
      ),
      with: required(
        t.lines(
          'What takes its place. `\\g<1>` stands for what the first parentheses matched; `""` takes it out.',
        ),
      ),
      backup: t.bool('Whether the file as it was is kept beside it.', 'false'),
      validate: t.string('Command that checks the file before it takes its place; `%s` is its path.'),
    })
    .check(
      z.refine(
        ({ match, with: text }) =>
          match.type !== 'string' || text.type !== 'string' || settles(match.value, text.value),
        {
          path: ['with'],
          message:
            'The new text matches `match` again and is replaced once more in the next run: let `match` tell them apart.',
        },
      ),
      validate,
    ),
  example: `replace "/etc/login.defs" {
  match = "^(UMASK\\\\s+)022$"
  with  = "\\\\g<1>027"
}

replace "/usr/lib/tmpfiles.d/tmp.conf" {
  match = "^D /tmp"
  with  = "#D /tmp"
}`,
  insteadOf: {
    modules: ['replace'],
    remedy: 'Write `replace "/path" { match = "…"  with = "…" }`.',
  },
  lower: ({ label, attributes: { match, with: text, backup, validate: check }, title }) => ({
    tasks: [
      {
        title: title ?? `Replace text in ${label.value}`,
        module: 'ansible.builtin.replace',
        args: {
          path: label,
          regexp: match,
          replace: text,
          backup: backup?.value ? backup : undefined,
          validate: check,
        },
      },
    ],
  }),
  contents: ({ label, attributes: { match, with: text } }) => ({
    lines: [{ path: label, line: textIn(text), match: textIn(match), state: 'present' }],
  }),
  effects: ({ label }) => ({ needs: [{ what: 'file', name: label, span: null }] }),
});

/** Whether a second run changes nothing. Patterns that only Python reads are taken as they are. */
function settles(match: string, text: string): boolean {
  if (text.includes('\\')) return true;
  try {
    return text.replace(new RegExp(match, 'gm'), () => text) === text;
  } catch {
    return true;
  }
}
