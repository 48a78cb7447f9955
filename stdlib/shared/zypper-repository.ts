import type { repositorySchema } from './repository-schema.ts';
import type { LowerContext, Lowered, ResourceUse, TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { dnfKey } from './dnf-repository.ts';
import { no, ownership, word, yes } from './tasks.ts';
import { string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';

type Use = ResourceUse<typeof repositorySchema>;

/** Has rpm trust the key of a repository; one with a checksum, or of the project, is kept as a file. */
function trustKey(
  { label, attributes: { key, key_checksum: checksum, key_fingerprints: prints } }: Use,
  { asset }: LowerContext,
): TaskDraft[] {
  if (key === undefined) return [];
  const name = label.value;
  const trust = (from: Value): TaskDraft => ({
    title: `Trust the key of the ${name} repository`,
    module: 'ansible.builtin.rpm_key',
    args: { key: from, fingerprint: prints?.items[0], state: word('present') },
  });
  if (key.type !== 'file' && checksum === undefined) return [trust(key)];
  const path = string(dnfKey(name), key.origin);
  const fetched: TaskDraft =
    key.type === 'file'
      ? {
          title: `Write the key of the ${name} repository`,
          module: 'ansible.builtin.copy',
          args: { src: asset(key, 'files'), dest: path, ...ownership({}, '0644') },
        }
      : {
          title: `Download the key of the ${name} repository`,
          module: 'ansible.builtin.get_url',
          args: { url: key, dest: path, checksum, ...ownership({}, '0644') },
        };
  return [fetched, trust(path)];
}

/** A repository for zypper. */
export function zypperRepository(use: Use, context: LowerContext): Lowered {
  const { label, attributes, title } = use;
  const { url, key, enabled, priority } = attributes;
  return {
    tasks: [
      ...trustKey(use, context),
      {
        title: title ?? `Add the ${label.value} repository`,
        module: 'community.general.zypper_repository',
        args: {
          name: label,
          repo: url,
          state: word('present'),
          enabled: enabled ?? yes,
          autorefresh: yes,
          disable_gpg_check: key === undefined ? yes : no,
          priority,
        },
      },
    ],
  };
}

/** A repository for the apt of rpm systems: a line in a file of its own. */
export function aptRpmRepository(use: Use, context: LowerContext): Lowered {
  const { label, attributes, title, origin } = use;
  const { url, suite, components, enabled } = attributes;
  const parts = components?.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) ?? [
    'classic',
  ];
  const line = ['rpm', url.value, ...(suite?.type === 'string' ? [suite.value] : []), ...parts].join(' ');
  const off = enabled?.value === false ? '# ' : '';
  return {
    tasks: [
      ...trustKey(use, context),
      {
        title: title ?? `Add the ${label.value} repository`,
        module: 'ansible.builtin.copy',
        args: {
          content: string(`${off}${line}\n`, url.origin ?? origin),
          dest: string(`/etc/apt/sources.list.d/${label.value}.list`, label.origin),
          ...ownership({}, '0644'),
        },
      },
    ],
  };
}
