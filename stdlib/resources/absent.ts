import * as z from 'zod/mini';
import { t } from '../../compiler/model/schema.ts';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { jinja, map, string } from '../../compiler/model/value.ts';
import { globExpression } from '../shared/globs.ts';
import { folderLabel } from '../shared/validators.ts';
import { word, yes } from '../shared/tasks.ts';
import { joinInLoop, pathsTitle } from '../shared/loops.ts';

export default resourceKind({
  name: 'absent',
  doc: 'A file or folder that must not be on the machine. A folder goes with what is in it. `*` and `?` in the last part of a path stand for the rest of a name. Neighbours are one task.',
  label: { what: 'a path, or a pattern of the names in one folder', check: problemOf },
  schema: z.object({
    files_only: t.bool('Whether folders that a pattern matches stay.', 'false'),
    hidden: t.bool(
      'Whether a pattern that begins with `*` or `?` stands for names with a dot in front too.',
      'true',
    ),
  }),
  example: `absent "/etc/motd.d/cockpit"

absent ["/etc/motd", "/etc/issue"]

absent "/etc/yum.repos.d/*-testing.repo"

absent "/var/tmp/*" {
  files_only = true
  hidden     = false
}`,
  lower({ label, attributes: { files_only: files, hidden }, title, origin }, { variable }) {
    const at = label.origin ?? origin;
    const [folder, pattern] = partsOf(label.value);
    if (pattern !== null) {
      const register = variable(`found_${label.value}`);
      return {
        tasks: [
          {
            title: `Look for ${label.value}`,
            module: 'ansible.builtin.find',
            args: {
              paths: string(folder, at),
              patterns: string(pattern, at),
              file_type: files?.value ? undefined : word('any'),
              hidden: hidden?.value === false ? undefined : yes,
            },
            keywords: { register: word(register) },
          },
          {
            title: title ?? `Remove ${label.value}`,
            module: 'ansible.builtin.file',
            args: { path: jinja('{{ item.path }}', at), state: word('absent') },
            keywords: {
              loop: jinja(`{{ ${register}.files }}`, at),
              loop_control: map({ label: jinja('{{ item.path }}', at) }, at),
            },
          },
        ],
      };
    }
    return {
      tasks: [
        {
          title: title ?? pathsTitle('Remove', [label]),
          module: 'ansible.builtin.file',
          args: { path: label, state: word('absent') },
        },
      ],
    };
  },
  contents: ({ label }) => ({ removed: [{ path: label }] }),
  join: (a, b) =>
    a.module === b.module && a.module === 'ansible.builtin.file'
      ? joinInLoop(a, b, 'Remove', ['path'])
      : null,
  effects({ label }) {
    const [folder, pattern] = partsOf(label);
    if (pattern === null)
      return { takes: (path) => (path === label || path.startsWith(`${label}/`) ? 'removed' : null) };
    const name = new RegExp(`^${globExpression(pattern, '[^/]')}$`);
    return {
      takes: (path) =>
        path.startsWith(`${folder}/`) && name.test(path.slice(folder.length + 1)) ? 'removed' : null,
    };
  },
});

/** The folder and the pattern of a label; a pattern of null where the label is one path. */
function partsOf(label: string): readonly [folder: string, pattern: string | null] {
  const [, folder = '', name = ''] = /^(.*)\/([^/]*)$/s.exec(label) ?? [];
  return /[*?]/.test(name) ? [folder === '' ? '/' : folder, name] : [label, null];
}

/** A pattern is bounded: one folder, and of those that the machine needs not everything in it. */
function problemOf(label: string): string | null {
  const [folder, pattern] = partsOf(label);
  const own = folderLabel(folder);
  if (pattern === null || own !== null)
    return /[*?]/.test(folder)
      ? 'A pattern is in the last part of a path, so that it stays in one folder: `/etc/yum.repos.d/*.repo`.'
      : (own ?? vital(folder));
  if (/[[\]{}]/.test(pattern)) return 'A pattern has `*` and `?`; brackets and braces mean nothing in it.';
  return /^[*?.]+$/.test(pattern) && VITAL.test(folder) && !EMPTIED.test(folder)
    ? `Without what is in \`${folder}\` the machine does not run: name a part of what is to go.`
    : null;
}

/** Folders that a machine needs, but nothing in them. */
const EMPTIED = /^\/+(tmp|var\/cache)\/*$/;

/** Folders without which no machine runs. */
const VITAL =
  /^\/+(bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|srv|sys|tmp|usr|usr\/(bin|lib|lib64|sbin|share)|var|var\/(lib|log|cache))?\/*$/;

function vital(path: string): string | null {
  return VITAL.test(path) ? `Without \`${path}\` the machine does not run: name what is to go in it.` : null;
}
