import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { BOOL, INT, STRING_LINE, either } from '../../compiler/model/types.ts';
import { textOf } from '../../compiler/model/text.ts';
import { jinja, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { file } from '../shared/effects.ts';
import { pathLabel } from '../shared/validators.ts';
import { regexText } from '../shared/regex.ts';

export default resourceKind({
  name: 'ini',
  repeats: true,
  doc: 'Values in one section of an INI file that is there already. The rest of the file stays as it is, its comments too.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: z
    .object({
      section: required(t.text('The section, without its brackets. It is added if it is not there.')),
      values: required(t.map(either(STRING_LINE, INT, BOOL), 'The values by their names.')),
    })
    .check(
      z.refine(({ section }) => /^[^[\]\n]+$/.test(section.value), {
        path: ['section'],
        message: 'The section is written without its brackets.',
      }),
      z.refine(({ values }) => values.entries.size > 0, {
        path: ['values'],
        message: 'Nothing is set: `values` has no entry.',
      }),
      z.refine(
        ({ values }) => [...values.entries.keys()].every((key) => /^[^\s=[#;{}][^=\n{}]*$/.test(key)),
        {
          path: ['values'],
          message:
            'The name of a value has no `=` and no braces, and does not begin as a comment or a section.',
        },
      ),
    ),
  example: `ini "/etc/dnf/dnf.conf" {
  section = "main"
  values  = { max_parallel_downloads = 10, fastestmirror = "True" }
}`,
  insteadOf: {
    modules: ['ini_file'],
    remedy: 'Write `ini "/path" { section = "…"  values = { name = "value" } }`.',
  },
  lower({ label, attributes, title, origin }, { variable }) {
    const { section, values } = attributes;
    const at = label.origin ?? origin;
    const head = `\\[${regexText(section.value)}\\][ \\t]*\\n`;
    const tasks: TaskDraft[] = [
      {
        title: `Have the section ${section.value} in ${label.value}`,
        module: 'ansible.builtin.lineinfile',
        args: {
          path: label,
          regexp: string(`^\\[${regexText(section.value)}\\][ \\t]*$`, section.origin),
          line: string(`[${section.value}]`, section.origin),
        },
      },
    ];
    for (const [key, value] of values.entries) {
      const from = value.origin ?? at;
      const name = regexText(key);
      const held = variable(`ini_${key}`);
      // Lines of the section: all up to the head of the next one.
      const within = `((?:(?!\\[).*\\n)*?)`;
      tasks.push(
        {
          title: `Have ${key} in the section ${section.value} of ${label.value}`,
          module: 'ansible.builtin.replace',
          args: {
            path: label,
            regexp: string(`^(${head})(?!(?:(?!\\[).*\\n)*?[ \\t]*${name}[ \\t]*=)`, at),
            replace: string(`\\g<1>${replacement(key)} =\\n`, at),
          },
        },
        {
          title: title ?? `Set ${key} in the section ${section.value} of ${label.value}`,
          module: 'ansible.builtin.replace',
          args: {
            path: label,
            regexp: string(`^(${head}${within})[ \\t]*${name}[ \\t]*=.*$`, at),
            replace: replaced(key, value, from, held),
          },
          keywords: {
            vars: value.type === 'jinja' ? map({ [held]: value }, from) : undefined,
          },
        },
      );
    }
    return { tasks };
  },
  contents: ({ label, attributes: { section, values } }) => ({
    lines: [...values.entries].map(([key, value]) => ({
      path: label,
      line: `${key} = ${textOf(value) ?? ''}`,
      match: `[${section.value}]`,
      state: 'present' as const,
    })),
  }),
  effects: ({ label }) => ({ needs: [{ ...file(label), span: null }] }),
});

/** A text in the place of what a regular expression of Python's matched. */
const replacement = (text: string) => text.replace(/\\/g, '\\\\');

function replaced(key: string, value: Value, at: Value['origin'], held: string): Value {
  const before = `\\g<1>${replacement(key)} = `;
  // Ansible doubles backslashes in texts of a template, some releases do not: 92 is one in all of them.
  const doubled = "replace('%c' | format(92), '%c%c' | format(92, 92))";
  if (value.type === 'jinja') return jinja(`${before}{{ ${held} | ${doubled} }}`, at, value.secret);
  return string(`${before}${replacement(textOf(value) ?? '')}`.trimEnd(), at);
}
