import type { repositorySchema } from './repository-schema.ts';
import type { LowerContext, Lowered, ResourceUse, TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { no, ownership, word, yes } from './tasks.ts';

/** A repository for dnf and yum, with its key imported. */
export function dnfRepository(
  { label, attributes, title }: ResourceUse<typeof repositorySchema>,
  { packageManager, asset }: LowerContext,
): Lowered {
  const { url, key, key_checksum: checksum, enabled, priority, module_hotfixes: hotfixes } = attributes;
  const name = label.value;
  const tasks: TaskDraft[] = [];
  let gpgkey: Value | undefined = key;
  let trusted: Value | undefined = key;
  if (key !== undefined && (key.type === 'file' || checksum !== undefined)) {
    const path = string(dnfKey(name), key.origin);
    tasks.push(
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
          },
    );
    trusted = path;
    gpgkey = string(`file://${path.value}`, key.origin);
  }
  // The distribution's own keys are on the machine, and are imported when the first package is.
  if (key !== undefined && !isLocal(key)) {
    tasks.push({
      title: `Trust the key of the ${name} repository`,
      module: 'ansible.builtin.rpm_key',
      args: { key: trusted, fingerprint: attributes.key_fingerprints?.items[0], state: word('present') },
    });
  }
  tasks.push({
    title: title ?? `Add the ${name} repository`,
    module: 'ansible.builtin.yum_repository',
    args: {
      name: label,
      description: label,
      baseurl: url,
      gpgkey,
      gpgcheck: key === undefined ? no : yes,
      enabled: enabled ?? yes,
      priority,
      module_hotfixes: packageManager === 'dnf' ? hotfixes : undefined,
      ...ownership({}, '0644'),
    },
  });
  return { tasks };
}

export const dnfKey = (name: string) => `/etc/pki/rpm-gpg/RPM-GPG-KEY-${name}`;

const isLocal = (key: Value) => key.type === 'string' && key.value.startsWith('file:');
