import { moduleOf } from '../shared/package-managers.ts';
import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { checksum, packageName } from '../shared/validators.ts';
import { textIn } from '../shared/contents.ts';
import { fetchTask, fetchedPath, installing } from '../shared/fetching.ts';
import { yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'package_file',
  heading: 'packages',
  doc: 'A package that no repository holds: its file is fetched, checked and installed with what it needs.',
  label: { what: 'the name of the package', check: packageName },
  schema: z
    .object({
      url: required(t.string('Where the `.deb` or `.rpm` is.')),
      checksum: t.string('Checksum of the file, `sha256:…`.'),
      recommends: t.bool('Whether what it recommends is installed too.', 'false'),
    })
    .check(checksum()),
  example: `package_file telegraf {
  url = match os.family {
    debian => "https://dl.influxdata.com/telegraf/releases/telegraf_1.28.2-1_amd64.deb"
    redhat => "https://dl.influxdata.com/telegraf/releases/telegraf-1.28.2-1.x86_64.rpm"
  }
  checksum = match os.family {
    debian => "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    redhat => "sha256:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"
  }
  recommends = true
}`,
  lower({ label, attributes, title, origin }, { packageManager }) {
    const { url, checksum: sum, recommends } = attributes;
    const fetched = fetchTask(url, sum, label.value, origin);
    const { state, ...rest } = installing(packageManager, recommends?.value);
    return {
      tasks: [
        fetched.task,
        {
          title: title ?? `Install ${label.value}`,
          module: moduleOf(packageManager),
          args:
            packageManager === 'apt'
              ? { deb: fetched.path, state, ...rest }
              : packageManager === 'apt_rpm'
                ? { package: fetched.path, state }
                : // The file is not from a repository, so its checksum stands in for the repository's signature.
                  { name: fetched.path, state, ...rest, disable_gpg_check: yes },
        },
      ],
    };
  },
  contents({ label, attributes: { url, checksum: sum } }) {
    const from = textIn(url)!;
    return {
      packages: [{ name: label, version: null, state: 'present', url: from }],
      downloads: [{ url: from, checksum: textIn(sum), path: fetchedPath(url, label), what: 'package' }],
    };
  },
  effects: ({ label }) => ({ makes: [{ what: 'package', name: label }], anything: true }),
});
