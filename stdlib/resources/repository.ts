import { repositorySchema } from '../shared/repository-schema.ts';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { aptKey, aptRepository, aptSource } from '../shared/apt-repository.ts';
import { nameLabel } from '../shared/validators.ts';
import { textIn, textsIn } from '../shared/contents.ts';
import { aptRpmRepository, zypperRepository } from '../shared/zypper-repository.ts';
import { dnfKey, dnfRepository } from '../shared/dnf-repository.ts';

const WRITERS: Readonly<Record<string, typeof dnfRepository>> = {
  apt: aptRepository,
  zypper: zypperRepository,
  apt_rpm: aptRpmRepository,
};

/** The folder of sources and the ending of their files; that of dnf otherwise. */
const FILES: Readonly<Record<string, readonly [folder: string, suffix: string]>> = {
  zypper: ['/etc/zypp/repos.d', 'repo'],
  apt_rpm: ['/etc/apt/sources.list.d', 'list'],
};

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
  key_fingerprints = match os.family {
    debian => ["B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8"]
    redhat => ["D4BF08AE67A0B4C7A1DBCCD240BCA2B408B40D20"]
  }
  priority        = match os.family { debian => 600  redhat => 50 }
  module_hotfixes = true
}`,
  insteadOf: {
    modules: ['apt_repository', 'yum_repository'],
    remedy: 'Write `repository NAME { url = "…" }`.',
  },
  lower(use, context) {
    const write = WRITERS[context.packageManager] ?? dnfRepository;
    return write(use, context);
  },
  contents({ label, attributes }, { os }) {
    const { url, suite, components, key, key_checksum: sum, enabled } = attributes;
    const apt = os.package_manager === 'apt';
    const from = key?.type === 'file' ? key.path : textIn(key);
    const fetched = key !== undefined && key.type !== 'file' && !from!.startsWith('file:');
    const [folder, suffix] = FILES[os.package_manager] ?? ['/etc/yum.repos.d', 'repo'];
    const kept = apt ? aptKey(label, key) : sum === undefined ? 'the keys of rpm' : dnfKey(label);
    return {
      repositories: [
        {
          name: label,
          path: apt ? aptSource(label) : `${folder}/${label}.${suffix}`,
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
