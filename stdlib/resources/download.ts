import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { file, inFolder, owners } from '../shared/effects.ts';
import { checksum, pathLabel } from '../shared/validators.ts';
import { ownedBy, textIn } from '../shared/contents.ts';
import { ownership } from '../shared/tasks.ts';

export default resourceKind({
  name: 'download',
  doc: 'A file that is fetched while the image is built. One that is there already with the right checksum is not fetched again; without `checksum` any file of that name is taken for it.',
  label: { what: 'the path that it gets', check: pathLabel },
  schema: z
    .object({
      url: required(t.string('Where it is.')),
      checksum: t.string('Its checksum, `sha256:…`.'),
      owner: t.string('Owner.', '"root"'),
      group: t.string('Group.', '"root"'),
      mode: t.mode('File mode.', '0644'),
    })
    .check(checksum()),
  example: `download "/usr/local/bin/lego" {
  url      = "https://example.org/lego"
  checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  owner    = "root"
  group    = "root"
  mode     = 0755
}`,
  insteadOf: {
    modules: ['get_url'],
    remedy: 'Write `download "/path" { url = "…" }`.',
  },
  writes: (path) => [path],
  lower({ label, attributes, title }) {
    const { url, checksum: sum, ...rest } = attributes;
    return {
      tasks: [
        {
          title: title ?? `Download ${label.value}`,
          module: 'ansible.builtin.get_url',
          args: { url, dest: label, checksum: sum, ...ownership(rest, '0644') },
        },
      ],
    };
  },
  contents({ label, attributes }) {
    const url = textIn(attributes.url)!;
    return {
      files: [
        { path: label, ...ownedBy(attributes, '0644'), from: { type: 'url', name: url, sha256: null } },
      ],
      downloads: [{ url, checksum: textIn(attributes.checksum), path: label, what: 'file' }],
    };
  },
  effects: ({ label, attributes }) => ({
    needs: [inFolder(label), ...owners(attributes)],
    makes: [file(label)],
  }),
});
