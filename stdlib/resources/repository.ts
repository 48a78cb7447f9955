import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import type { TaskDraft } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { STRING, TEXT, either } from '../../compiler/types.ts';
import { string } from '../../compiler/value.ts';
import type { ListValue, StringValue, Value } from '../../compiler/value.ts';
import { textIn, textsIn } from '../contents.ts';
import { mode, no, ownership, word, yes } from '../lowering.ts';

export default resourceKind({
  name: 'repository',
  doc: 'A package repository. With apt its key is kept beside it and signs it alone (`signed-by`); with dnf and yum the key is imported.',
  label: { what: 'the name of the repository' },
  schema: z.object({
    url: required(t.text('Base URL.')),
    suite: t.text('Suite, with apt.', 'the code name of the system'),
    components: t.list(TEXT, 'Components, with apt.', '["main"]'),
    key: t.of(either(STRING, { kind: 'file' }), 'URL of the signing key, or a file of the project.'),
    key_checksum: t.text('Checksum of the key, `sha256:…`.'),
    enabled: t.bool(
      'Whether packages are taken from it without being asked for it; with dnf and yum.',
      'true',
    ),
    priority: t.int('Priority, with dnf; a smaller number goes first.'),
  }),
  example:
    'repository pgdg {\n  url = match os.family {\n    debian => "https://apt.postgresql.org/pub/repos/apt"\n    redhat => "https://download.postgresql.org/pub/repos/yum/16/redhat/rhel-${os.version}-x86_64"\n  }\n  suite = "${os.codename}-pgdg"\n  key = match os.family {\n    debian => "https://www.postgresql.org/media/keys/ACCC4CF8.asc"\n    redhat => "https://download.postgresql.org/pub/repos/yum/keys/PGDG-RPM-GPG-KEY-RHEL"\n  }\n}',
  lower({ label, attributes, title, origin }, { packageManager, os, asset }) {
    const { url, suite, components, key, key_checksum: checksum, enabled, priority } = attributes;
    const name = label.value;
    const heading = title ?? `Add the ${name} repository`;
    if (packageManager !== 'apt') {
      const tasks: TaskDraft[] = [];
      const fetched = key !== undefined && key.type !== 'file' && !isLocal(key);
      if (fetched) {
        tasks.push({
          title: `Trust the key of the ${name} repository`,
          module: 'ansible.builtin.rpm_key',
          args: { key, state: word('present') },
        });
      }
      let gpgkey: Value | undefined = key;
      if (key?.type === 'file') {
        const path = string(`/etc/pki/rpm-gpg/RPM-GPG-KEY-${name}`, key.origin);
        tasks.push({
          title: `Write the key of the ${name} repository`,
          module: 'ansible.builtin.copy',
          args: { src: asset(key, 'files'), dest: path, ...ownership({}, '0644') },
        });
        gpgkey = string(`file://${path.value}`, key.origin);
      }
      tasks.push({
        title: heading,
        module: 'ansible.builtin.yum_repository',
        args: {
          name: label,
          description: label,
          baseurl: url,
          gpgkey,
          gpgcheck: key === undefined ? no : yes,
          enabled: enabled ?? yes,
          ...(packageManager === 'dnf' ? { priority } : {}),
        },
      });
      return { tasks };
    }
    const tasks: TaskDraft[] = [];
    const options = ['arch=amd64'];
    if (key !== undefined) {
      const path = string(`/etc/apt/keyrings/${name}.${isBinary(key) ? 'gpg' : 'asc'}`, key.origin);
      options.push(`signed-by=${path.value}`);
      tasks.push({
        title: 'Create the folder of repository keys',
        module: 'ansible.builtin.file',
        args: { path: word('/etc/apt/keyrings'), state: word('directory'), ...ownership({}, '0755') },
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
    const codename = (os.fields.get('codename') as StringValue).value;
    const parts = ((components as ListValue | undefined)?.items ?? [word('main')]).map(
      (item) => (item as StringValue).value,
    );
    const line = [`deb [${options.join(' ')}]`, url.value, suite?.value ?? codename, ...parts].join(' ');
    tasks.push({
      title: heading,
      module: 'ansible.builtin.apt_repository',
      args: {
        repo: string(line, url.origin ?? origin),
        filename: label,
        mode: mode('0644'),
        update_cache: no,
        state: enabled?.value === false ? word('absent') : word('present'),
      },
    });
    return { tasks };
  },
  contents({ label, attributes }, { os }) {
    const { url, suite, components, key, key_checksum: checksum, enabled } = attributes;
    const apt = os.package_manager === 'apt';
    const from = key?.type === 'file' ? key.path : textIn(key);
    const path = apt ? `/etc/apt/sources.list.d/${label}.list` : `/etc/yum.repos.d/${label}.repo`;
    // apt has no repository that is there and not used.
    if (apt && enabled?.value === false) return { removed: [{ path }] };
    const fetched = from !== null && key?.type !== 'file' && !from.startsWith('file:');
    const kept = apt
      ? `/etc/apt/keyrings/${label}.${key && isBinary(key) ? 'gpg' : 'asc'}`
      : 'the keys of rpm';
    return {
      repositories: [
        {
          name: label,
          path,
          url: url.value,
          suite: apt ? (textIn(suite) ?? os.codename) : null,
          components: apt ? (components === undefined ? ['main'] : textsIn(components)) : [],
          key: from,
          enabled: enabled?.value ?? true,
        },
      ],
      downloads: fetched ? [{ url: from, checksum: textIn(checksum), path: kept, what: 'key' }] : [],
    };
  },
});

const isLocal = (key: Value) => key.type === 'string' && key.value.startsWith('file:');
const isBinary = (key: Value) =>
  (key.type === 'file' ? key.name : (key as StringValue).value).endsWith('.gpg');
