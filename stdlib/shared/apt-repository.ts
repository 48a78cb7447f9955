import type { repositorySchema } from './repository-schema.ts';
import type { LowerContext, Lowered, ResourceUse, TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { string } from '../../compiler/model/value.ts';
import type { StringValue, Value } from '../../compiler/model/value.ts';
import { textsIn } from './contents.ts';
import { ownership, folderTask, word } from './tasks.ts';

/** A repository for apt: its key in a file of its own, and the source that names this key alone. */
export function aptRepository(
  { label, attributes, title, origin }: ResourceUse<typeof repositorySchema>,
  { os, architecture, asset }: LowerContext,
): Lowered {
  const { url, suite, components, key, key_checksum: checksum, enabled, priority } = attributes;
  const fingerprints = textsIn(attributes.key_fingerprints);
  const name = label.value;
  const at = url.origin ?? origin;
  const tasks: TaskDraft[] = [];
  const fields: [string, string][] = [
    ['Types', 'deb'],
    ['URIs', url.value],
    ['Suites', suite?.value ?? (os.fields.get('codename') as StringValue).value],
  ];
  if (!suite?.value.endsWith('/')) {
    const given = components?.items.map((item) => (item as StringValue).value) ?? ['main'];
    fields.push(['Components', given.join(' ')]);
  }
  fields.push(['Architectures', architecture]);
  if (key !== undefined && isLocal(key)) fields.push(['Signed-By', key.value.replace(/^file:(\/\/)?/, '')]);
  else if (key !== undefined) {
    const path = string(aptKey(name, key), key.origin);
    // apt takes the keys of the file that have one of the fingerprints, with their subkeys.
    fields.push(['Signed-By', [path.value, ...fingerprints].join(' ')]);
    // Before Debian 12 and Ubuntu 22.04 there is no such folder.
    tasks.push({
      ...folderTask(word('/etc/apt/keyrings'), ownership({}, '0755')),
      title: 'Create the folder of repository keys',
    });
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
  }
  if (enabled?.value === false) fields.push(['Enabled', 'no']);
  const write = (
    heading: string,
    path: string,
    lines: readonly (readonly [string, string])[],
  ): TaskDraft => ({
    title: heading,
    module: 'ansible.builtin.copy',
    args: {
      content: string(lines.map(([field, value]) => `${field}: ${value}\n`).join(''), at),
      dest: string(path, label.origin ?? origin),
      ...ownership({}, '0644'),
    },
  });
  if (priority !== undefined) {
    tasks.push(
      write(`Set the priority of the ${name} repository`, `/etc/apt/preferences.d/${fileName(name)}`, [
        ['Package', '*'],
        ['Pin', `origin "${hostOf(url.value)}"`],
        ['Pin-Priority', String(priority.value)],
      ]),
    );
  }
  tasks.push(write(title ?? `Add the ${name} repository`, aptSource(name), fields));
  return { tasks };
}

export const aptSource = (name: string) => `/etc/apt/sources.list.d/${name}.sources`;

/** Where the key is kept. apt tells by the ending whether it is text. */
export const aptKey = (name: string, key: Value | undefined) =>
  `/etc/apt/keyrings/${name}.${key !== undefined && isBinary(key) ? 'gpg' : 'asc'}`;

/** One that the machine has already. */
const isLocal = (key: Value): key is StringValue => key.type === 'string' && key.value.startsWith('file:');
const isBinary = (key: Value) =>
  (key.type === 'file' ? key.name : (key as StringValue).value).endsWith('.gpg');

/** apt passes over files of preferences with an ending that it does not know. */
const fileName = (name: string) => name.replaceAll('.', '_');

const hostOf = (url: string) => /^\w+:\/\/(?:[^@/]*@)?([^:/]*)/.exec(url)?.[1] ?? '';
