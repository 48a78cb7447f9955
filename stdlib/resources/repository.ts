import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { STRING, TEXT, either } from '../../compiler/types.ts';
import { aptKey, aptRepository, aptSource } from '../apt-repository.ts';
import { checksum, nameLabel } from '../checks.ts';
import { textIn, textsIn } from '../contents.ts';
import { dnfKey, dnfRepository } from '../dnf-repository.ts';

export const repositorySchema = z
  .object({
    url: required(t.text('Base URL.')),
    suite: t.text(
      'Suite, with apt; one that ends with `/` is the folder of a repository without components.',
      'the code name of the system',
    ),
    components: t.list(TEXT, 'Components, with apt.', '["main"]'),
    key: t.of(either(STRING, { kind: 'file' }), 'URL of the signing key, or a file of the project.'),
    key_checksum: t.text('Checksum of the key that is fetched, `sha256:…`.'),
    enabled: t.bool(
      'Whether packages are taken from it without being asked for it; with dnf and yum `package` asks by `from`.',
      'true',
    ),
    priority: t.int(
      'Priority, as the package manager counts: with dnf and yum the smaller number goes first, and 99 is the usual one; with apt the larger, and 500 is.',
    ),
    module_hotfixes: t.bool(
      'Whether its packages are taken where a module of the distribution has the same ones; with dnf.',
      'false',
    ),
  })
  .check(
    checksum('key_checksum'),
    z.refine(
      ({ key, key_checksum: sum }) => sum === undefined || (key !== undefined && key.type !== 'file'),
      {
        path: ['key_checksum'],
        message: 'A `key_checksum` is for a `key` that is fetched from a URL.',
      },
    ),
    z.refine(({ suite, components }) => components === undefined || !suite?.value.endsWith('/'), {
      path: ['components'],
      message: 'A repository whose suite ends with `/` has no components.',
    }),
    z.refine(({ url }) => /^(https?|ftp|file|cdrom):/.test(url.value), {
      path: ['url'],
      message: 'A repository is named by its URL, which begins with `https://`.',
    }),
  );

export default resourceKind({
  name: 'repository',
  doc: 'A package repository. With apt its key is kept beside it and signs it alone (`signed-by`); with dnf and yum the key is imported.',
  label: {
    what: 'the name of the repository',
    check: nameLabel('a repository, which is made of letters, digits, `.`, `_` and `-`', /^[\w.-]+$/),
  },
  schema: repositorySchema,
  example: `repository pgdg {
  url = match os.family {
    debian => "https://apt.postgresql.org/pub/repos/apt"
    redhat => "https://download.postgresql.org/pub/repos/yum/16/redhat/rhel-\${os.version}-x86_64"
  }
  suite      = "\${os.codename}-pgdg"
  components = ["main"]
  key = match os.family {
    debian => "https://www.postgresql.org/media/keys/ACCC4CF8.asc"
    redhat => "https://download.postgresql.org/pub/repos/yum/keys/PGDG-RPM-GPG-KEY-RHEL"
  }
  key_checksum = match os.family {
    debian => "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76"
    redhat => "sha256:6bda8d0a3b9ab8b7e2c0d5d0ef0cbb8e5ba0d3e7c2b5f8f1b0a8a8c2e2d4c6f1"
  }
  priority        = match os.family { debian => 600  redhat => 50 }
  module_hotfixes = true
}`,
  lower(use, context) {
    return context.packageManager === 'apt' ? aptRepository(use, context) : dnfRepository(use, context);
  },
  contents({ label, attributes }, { os }) {
    const { url, suite, components, key, key_checksum: sum, enabled } = attributes;
    const apt = os.package_manager === 'apt';
    const from = key?.type === 'file' ? key.path : textIn(key);
    const fetched = key !== undefined && key.type !== 'file' && !from!.startsWith('file:');
    const kept = apt ? aptKey(label, key) : sum === undefined ? 'the keys of rpm' : dnfKey(label);
    return {
      repositories: [
        {
          name: label,
          path: apt ? aptSource(label) : `/etc/yum.repos.d/${label}.repo`,
          url: url.value,
          suite: apt ? (textIn(suite) ?? os.codename) : null,
          components: apt ? (components === undefined ? ['main'] : textsIn(components)) : [],
          key: from,
          enabled: enabled?.value ?? true,
        },
      ],
      downloads: fetched ? [{ url: from!, checksum: textIn(sum), path: kept, what: 'key' }] : [],
    };
  },
});
