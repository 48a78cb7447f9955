import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { TEXT_LINE } from '../../compiler/model/types.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { ListValue, StringValue } from '../../compiler/model/value.ts';
import { folder } from '../shared/effects.ts';
import { folderLabel } from '../shared/validators.ts';
import { regexText } from '../shared/regex.ts';
import { textsIn } from '../shared/contents.ts';
import { word, yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'mount',
  doc: 'A file system that is mounted at each boot, as a line of `/etc/fstab`, and the folder for it. The build does not mount it; `start` does at once.',
  label: {
    what: 'the path of a folder',
    check: (path) =>
      folderLabel(path) ??
      (/\s/.test(path) ? 'A path in `/etc/fstab` has no spaces.' : null) ??
      (/^\/+$/.test(path) ? 'The root is mounted as the base image says.' : null),
  },
  schema: z
    .object({
      source: required(
        t.text('What is mounted: `/dev/vdb`, `LABEL=data`, `UUID=…`, `server:/export`, `tmpfs`.'),
      ),
      fstype: t.text('Type of the file system.', '"auto"'),
      options: t.list(
        TEXT_LINE,
        'Options of the mount. Without `nofail` the machine stops at boot if the file system is missing.',
        '["defaults", "nofail"]',
      ),
    })
    .check(
      ...['source', 'fstype'].map((name) =>
        z.refine<Readonly<Record<string, unknown>>>(
          (all) => {
            const value = all[name] as StringValue | undefined;
            return value === undefined || /^\S+$/.test(value.value);
          },
          { path: [name], message: 'A field of `/etc/fstab` has no spaces, and is not empty.' },
        ),
      ),
      z.refine(({ options }) => textsIn(options).every((each) => /^[^\s,]+$/.test(each)), {
        path: ['options'],
        message: 'Each option is one text of the list, without spaces and commas: `["noatime", "nofail"]`.',
      }),
    ),
  example: `mount "/srv/data" {
  source  = "LABEL=data"
  fstype  = "xfs"
  options = ["noatime", "nofail"]
}

mount "/var/cache/app" { source = "tmpfs"  fstype = "tmpfs" }`,
  insteadOf: { modules: ['mount'], remedy: 'Write `mount "/path" { source = "LABEL=data" }`.' },
  writes: (path) => [`${path} in /etc/fstab`],
  lower({ label, attributes, title, origin }, { phase }) {
    const at = label.origin ?? origin;
    const path = label.value;
    const tasks: TaskDraft[] = [
      {
        title: `Create ${path}`,
        // Owner and mode of a folder in which something is mounted are those of the file system.
        module: 'ansible.builtin.command',
        args: { argv: list([word('install'), word('--directory'), label], at), creates: label },
      },
      {
        title: title ?? `Mount ${path} at boot`,
        module: 'ansible.builtin.lineinfile',
        args: {
          path: word('/etc/fstab'),
          regexp: string(`^[^#\\s]\\S*\\s+${regexText(path.replace(/(?<=.)\/+$/, ''))}/?\\s`, at),
          line: string(lineOf(path, attributes), at),
        },
      },
    ];
    if (phase === 'start')
      tasks.push({
        title: `Mount ${path}`,
        module: 'ansible.builtin.systemd',
        args: { name: string(unitOf(path), at), state: word('started'), daemon_reload: yes },
      });
    return { tasks };
  },
  contents: ({ label, attributes }) => ({
    lines: [{ path: '/etc/fstab', line: lineOf(label, attributes), match: null, state: 'present' }],
  }),
  effects: ({ label }) => ({ makes: [folder(label)], fills: [label] }),
});

interface Given {
  readonly source: StringValue;
  readonly fstype?: StringValue | undefined;
  readonly options?: ListValue | undefined;
}

function lineOf(path: string, { source, fstype, options }: Given): string {
  const all = options === undefined ? ['defaults', 'nofail'] : textsIn(options);
  return `${source.value} ${path} ${fstype?.value ?? 'auto'} ${all.length === 0 ? 'defaults' : all.join(',')} 0 0`;
}

/** The unit that systemd makes of a line of fstab: `/srv/my-data` is `srv-my\x2ddata.mount`. */
function unitOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const escaped = parts.map((part) =>
    part.replace(/^\.|[^\w.:]/gu, (character) =>
      [...new TextEncoder().encode(character)].map((byte) => `\\x${byte.toString(16)}`).join(''),
    ),
  );
  return `${escaped.join('-')}.mount`;
}
