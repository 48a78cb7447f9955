import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { GIT_RULE, gitAddress } from '../../compiler/model/git-sources.ts';
import { required, t } from '../../compiler/model/schema.ts';

export default resourceKind({
  name: 'collection',
  ofBuilder: true,
  doc: 'A collection of Ansible Galaxy whose modules a `task` uses. It goes to `requirements.yml`, and is installed on the machine that builds before the playbook runs.',
  label: { what: 'the name of a collection' },
  schema: z
    .object({
      version: required(t.text('The version to install; of a repository, its tag or commit.')),
      git: t.text('Git repository to take it from, `https://git.example.org/collections/base.git`.'),
    })
    .check(
      z.refine((a) => a.git !== undefined || /^\d+(\.\w+)+([-+][\w.]+)?$/.test(a.version.value), {
        path: ['version'],
        message: 'A version is exact, so that each build installs the same: `3.4.0`.',
      }),
      z.refine((a) => a.git === undefined || gitAddress(a.git.value), {
        path: ['git'],
        message: GIT_RULE,
      }),
    ),
  example: 'collection "community.general" { version = "8.6.0" }',
  lower({ label, attributes, origin }) {
    const { version, git } = attributes;
    const source = git === undefined ? {} : { git: git.value.replace(/^git\+/, '') };
    return {
      tasks: [],
      collections: [{ name: label.value, version: version.value, ...source, origin: label.origin ?? origin }],
    };
  },
});
