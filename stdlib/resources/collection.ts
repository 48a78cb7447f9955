import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';

export default resourceKind({
  name: 'collection',
  ofBuilder: true,
  doc: 'A collection of Ansible Galaxy whose modules a `task` uses. It goes to `requirements.yml`, and is installed on the machine that builds before the playbook runs.',
  label: { what: 'the name of a collection' },
  schema: z
    .object({
      version: required(t.text('The version to install.')),
    })
    .check(
      z.refine((a) => /^\d+(\.\w+)+([-+][\w.]+)?$/.test(a.version.value), {
        path: ['version'],
        message: 'A version is exact, so that each build installs the same: `3.4.0`.',
      }),
    ),
  example: 'collection "community.general" { version = "8.6.0" }',
  lower({ label, attributes, origin }) {
    const { version } = attributes;
    return {
      tasks: [],
      collections: [{ name: label.value, version: version.value, origin: label.origin ?? origin }],
    };
  },
});
