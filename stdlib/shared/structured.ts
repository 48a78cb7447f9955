import * as z from 'zod/mini';
import type { Lowered, LowerContext, ResourceUse } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { ANY } from '../../compiler/model/types.ts';
import { jinja, map, string } from '../../compiler/model/value.ts';
import type { MapValue } from '../../compiler/model/value.ts';
import { ownership, word } from './tasks.ts';

/** What `json` and `yaml` have in common. */
export const structuredSchema = z
  .object({
    values: required(t.map(ANY, 'What is to stand in it. Maps are merged into those that are there.')),
    owner: t.string('Owner.', '"root"'),
    group: t.string('Group.', '"root"'),
    mode: t.mode('File mode.', '0644'),
  })
  .check(
    z.refine(({ values }) => values.entries.size > 0, {
      path: ['values'],
      message: 'Nothing is set: `values` has no entry.',
    }),
  );

/** Reads the file if it is there, merges the values into it, and writes it. */
export function mergeInto(
  format: 'json' | 'yaml',
  { label, attributes, title, origin }: ResourceUse<typeof structuredSchema>,
  { variable }: LowerContext,
): Lowered {
  const { values, ...owned } = attributes;
  const at = label.origin ?? origin;
  const register = variable(`${format}_${label.value}`);
  const wanted = `${register}_values`;
  const before = `${register}.content | default('') | b64decode | default('{}', true) | from_${format}`;
  return {
    tasks: [
      {
        title: `Read ${label.value}`,
        module: 'ansible.builtin.slurp',
        args: { src: label },
        keywords: {
          register: word(register),
          // Where there is no file, it is made.
          failed_when: string(`'content' not in ${register} and 'not found' not in ${register}.msg`, at),
        },
      },
      {
        title: title ?? `Set values in ${label.value}`,
        module: 'ansible.builtin.copy',
        args: {
          content: jinja(
            `{{ ${before} | combine(${wanted}, recursive=true) | to_nice_${format}(indent=2) }}\n`,
            at,
            false,
          ),
          dest: label,
          ...ownership(owned, '0644'),
        },
        keywords: { vars: map({ [wanted]: values }, values.origin) },
      },
    ],
  };
}

/** Each value that stands at the top is as good as a line of the file. */
export const structuredContents = (path: string, { values }: { readonly values: MapValue }) => ({
  lines: [...values.entries.keys()].map((key) => ({
    path,
    line: key,
    match: null,
    state: 'present' as const,
  })),
});
