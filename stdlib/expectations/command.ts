import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'command',
  repeats: true,
  doc: 'A command that only looks, run as root by `sh`: how it ends and what it prints.',
  label: { what: 'the command in quotes', lines: true },
  schema: z.object({
    output: t.textLines('Text that stands in what it prints, errors included.'),
    code: t.int('Exit code.', '0'),
    user: t.text('User who runs it.', '"root"'),
  }),
  example: 'command "python3 --version" { output = "Python 3" }',
  bootChecks({ label, attributes }) {
    const { output, code, user } = attributes;
    const texts = new Texts();
    const expected = code?.value ?? 0;
    const that = [`seen.rc == ${expected}`];
    if (output !== undefined) {
      that.push(`${texts.term('wanted_output', output.value)} in (seen.stdout ~ seen.stderr)`);
    }
    const command =
      user === undefined
        ? label.value
        : `su -s /bin/sh -c ${shellWord(label.value)} ${shellWord(user.value)}`;
    const ends = expected === 0 ? 'succeeds' : `ends with ${expected}`;
    const prints = output === undefined ? ends : `prints ${shown(output.value)}`;
    return [
      {
        title: `Command ${shown(label.value)} ${prints}`,
        // A command that reads would wait for ever.
        look: `exec </dev/null; ${command}`,
        that,
        found: 'Exit code {{ seen.rc }}, output: {{ (seen.stdout ~ seen.stderr) | trim | truncate(1000) }}',
        vars: texts.vars,
      },
    ];
  },
});
