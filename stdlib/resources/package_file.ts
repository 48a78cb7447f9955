import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/kinds.ts';
import { required, t } from '../../compiler/schema.ts';
import { string } from '../../compiler/value.ts';
import { textIn } from '../contents.ts';
import { baseName, ownership, word, yes } from '../lowering.ts';

export default resourceKind({
  name: 'package_file',
  doc: 'A package that no repository holds: its file is fetched, checked and installed with what it needs.',
  label: { what: 'the name of the package' },
  schema: z.object({
    url: required(t.string('Where the `.deb` or `.rpm` is.')),
    checksum: t.string('Checksum of the file, `sha256:…`.'),
  }),
  example:
    'package_file telegraf {\n  url = match os.family {\n    debian => "https://dl.influxdata.com/telegraf/releases/telegraf_1.28.2-1_amd64.deb"\n    redhat => "https://dl.influxdata.com/telegraf/releases/telegraf-1.28.2-1.x86_64.rpm"\n  }\n  checksum = match os.family {\n    debian => "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    redhat => "sha256:01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"\n  }\n}',
  lower({ label, attributes, title, origin }, { packageManager }) {
    const { url, checksum } = attributes;
    const path = string(`/var/tmp/${baseName(url)}`, url.origin ?? origin);
    const install =
      packageManager === 'apt'
        ? { deb: path, state: word('present') }
        : // The file is not from a repository, so its checksum stands in for the repository's signature.
          { name: path, state: word('present'), disable_gpg_check: yes };
    return {
      tasks: [
        {
          title: `Download ${baseName(url)}`,
          module: 'ansible.builtin.get_url',
          args: { url, dest: path, checksum, ...ownership({}, '0644') },
        },
        {
          title: title ?? `Install ${label.value}`,
          module: `ansible.builtin.${packageManager}`,
          args: install,
        },
      ],
    };
  },
  contents({ label, attributes: { url, checksum } }) {
    const from = textIn(url)!;
    return {
      packages: [{ name: label, version: null, state: 'present', url: from }],
      downloads: [
        { url: from, checksum: textIn(checksum), path: `/var/tmp/${baseName(url)}`, what: 'package' },
      ],
    };
  },
});
