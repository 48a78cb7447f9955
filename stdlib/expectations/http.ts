import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'http',
  repeats: true,
  doc: 'What an address answers to a request that is made on the machine itself.',
  label: {
    what: 'a URL',
    check: (url) => (/^https?:\/\/\S+$/.test(url) ? null : 'A URL begins with `http://` or `https://`.'),
  },
  schema: z.object({
    status: t.int('Status of the answer.', '200'),
    contains: t.textLines('Text that stands in the answer.'),
  }),
  example: 'http "http://127.0.0.1/" { contains = "Welcome" }',
  bootChecks({ label, attributes }) {
    const status = attributes.status?.value ?? 200;
    const { contains } = attributes;
    const texts = new Texts();
    const that = [`seen.stdout.endswith(' ${status}')`];
    if (contains !== undefined) that.push(`${texts.term('wanted_text', contains.value)} in seen.stdout`);
    const what = contains === undefined ? '' : ` and ${shown(contains.value)}`;
    return [
      {
        title: `Address ${shown(label.value)} answers ${status}${what}`,
        look: `curl --silent --show-error --max-time 30 --write-out ' %{http_code}' ${shellWord(label.value)}`,
        that,
        found:
          "Status {{ seen.stdout.split(' ') | last }}: {{ seen.stderr | trim or (seen.stdout | truncate(1000)) }}",
        vars: texts.vars,
      },
    ];
  },
});
