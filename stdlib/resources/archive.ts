import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { Items } from '../../compiler/sdk/contents.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { FileValue, StringValue, Value } from '../../compiler/model/value.ts';
import { folder, owners } from '../shared/effects.ts';
import { absolute, checksum, needs, oneOf, folderLabel, walkable } from '../shared/validators.ts';
import { ownedBy, textIn } from '../shared/contents.ts';
import { baseName, fetchTask, fetchedPath, installTask } from '../shared/fetching.ts';
import { folderTask, ownership, treeMode, word, yes } from '../shared/tasks.ts';
import { own } from '../../compiler/model/own.ts';

export default resourceKind({
  name: 'archive',
  doc: 'An archive, fetched or from the project, unpacked into a folder. What is in it belongs to root unless `owner` and `group` are given.',
  // Several can be unpacked into one folder.
  repeats: true,
  label: { what: 'the path of a folder', check: folderLabel },
  schema: z
    .object({
      url: t.string('Where it is fetched from.'),
      source: t.file('An archive of the project.'),
      checksum: t.string('Its checksum, `sha256:…`.'),
      strip: t.int('How many leading folders of the names in it are left out.', '0'),
      include: t.list(TEXT_LINE, 'Only these files of it, named as they are in the archive.', 'all'),
      creates: t.string('A path that is there when it was unpacked; it is not unpacked again.'),
      owner: t.string('Owner of what is unpacked.', '"root"'),
      group: t.string('Group of what is unpacked.', '"root"'),
      mode: t.mode(
        'Mode of the folders, and of the files without the `x` that they do not have.',
        'as in the archive',
      ),
    })
    .check(
      oneOf('An archive', 'url', 'source'),
      needs('checksum', 'url', 'A `checksum` is for what is fetched from a `url`.'),
      checksum(),
      absolute('creates'),
      walkable('mode'),
      z.refine(({ strip, url, source }) => strip === undefined || formatOf(source ?? url) !== 'zip', {
        path: ['strip'],
        message: 'A zip archive is unpacked with its folders: `strip` is for tar archives.',
      }),
      z.refine(({ strip }) => strip === undefined || strip.value >= 0, {
        path: ['strip'],
        message: 'It is a number of folders, so it cannot be negative.',
      }),
    ),
  example: `archive "/opt/node_exporter" {
  url      = "https://github.com/prometheus/node_exporter/releases/download/v1.8.2/node_exporter-1.8.2.linux-amd64.tar.gz"
  checksum = "sha256:6809dd0b3ec45fd6e992c19071d6b5253aed3ead7bf0686885a51d85c6643c66"
  strip    = 1
  creates  = "/opt/node_exporter/node_exporter"
  mode     = 0755
}

archive "/usr/local/bin" {
  url      = "https://github.com/go-acme/lego/releases/download/v4.17.4/lego_v4.17.4_linux_amd64.tar.gz"
  checksum = "sha256:f362d59ff5b6f92c599e3151dcf7b6ed853de05533be179b306ca40a7b67fb47"
  include  = ["lego"]
  owner    = "root"
  group    = "root"
}`,
  lower({ label, attributes, title, origin }, { packageManager, asset }) {
    const { url, source, checksum: sum, strip, include, creates, owner, group, mode } = attributes;
    const tasks: TaskDraft[] = [];
    const tool = own(TOOLS, formatOf(source ?? url) ?? '')?.[packageManager === 'apt' ? 0 : 1];
    if (tool !== undefined)
      tasks.push(installTask(tool, packageManager, `Install ${tool} to unpack archives`));
    const shared = OF_THE_SYSTEM.test(label.value);
    if (!shared) tasks.push(folderTask(label, ownership({ owner, group, mode }, '0755')));
    let src: Value;
    if (url !== undefined) {
      const fetched = fetchTask(url, sum, purpose(label.value), origin);
      tasks.push(fetched.task);
      src = fetched.path;
    } else src = asset(source!, 'files');
    const name = source?.name ?? baseName(url!, 'the archive');
    tasks.push({
      title: title ?? `Unpack ${name} into ${label.value}`,
      module: 'ansible.builtin.unarchive',
      args: {
        src,
        dest: label,
        remote_src: url === undefined ? undefined : yes,
        creates,
        include,
        extra_opts:
          strip === undefined || strip.value === 0
            ? undefined
            : list([string(`--strip-components=${strip.value}`, strip.origin)], strip.origin),
        owner: owner ?? word('root'),
        group: group ?? word('root'),
        mode: mode === undefined ? undefined : treeMode(mode),
      },
    });
    return { tasks };
  },
  contents({ label, attributes: { url, source, checksum: sum, owner, group, mode } }) {
    const from = textIn(url);
    const archive: Items['archives']['from'] =
      source === undefined
        ? { type: 'url', name: from, sha256: null }
        : { type: 'file', name: source.path, sha256: null };
    return {
      archives: [{ path: label, from: archive, checksum: textIn(sum) }],
      ...(!OF_THE_SYSTEM.test(label) && {
        directories: [{ path: label, ...ownedBy({ owner, group, mode }, '0755') }],
      }),
      ...(url !== undefined && {
        downloads: [
          {
            url: from!,
            checksum: textIn(sum),
            path: fetchedPath(url, purpose(label)),
            what: 'archive',
          } as const,
        ],
      }),
    };
  },
  effects: ({ label, attributes }) => ({
    needs: owners(attributes),
    makes: [folder(label)],
    fills: [label],
  }),
});

/** What a fetched archive is for, where the folder says it. */
const purpose = (folder: string) => (OF_THE_SYSTEM.test(folder) ? '' : folder.split('/').at(-1)!);

/** Folders that every system has, with owner and mode of their own. */
const OF_THE_SYSTEM =
  /^\/((etc|home|opt|root|srv|tmp|usr|var)?|usr\/local|usr(\/local)?\/(bin|lib|sbin|share)|var\/lib)$/;

/** What has to be installed to unpack it, with apt and with dnf or yum. tar and gzip are everywhere. */
const TOOLS: Readonly<Record<string, readonly [string, string]>> = {
  zip: ['unzip', 'unzip'],
  bz2: ['bzip2', 'bzip2'],
  xz: ['xz-utils', 'xz'],
  zst: ['zstd', 'zstd'],
};

/** The compression, by the name of the file. */
function formatOf(archive: StringValue | FileValue | Value | undefined): string | undefined {
  if (archive === undefined) return undefined;
  const name = archive.type === 'file' ? archive.name : baseName(archive, '');
  const [, ending] = /\.(zip|tbz2?|tar\.bz2|txz|tar\.xz|tzst|tar\.zst)$/.exec(name) ?? [];
  return ending?.replace(/^tar\.|^t/, '').replace(/^bz$/, 'bz2');
}
