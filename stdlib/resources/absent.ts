import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { jinja, list } from '../../compiler/model/value.ts';
import type { ListValue, StringValue, Value } from '../../compiler/model/value.ts';
import { folderLabel } from '../shared/validators.ts';
import { some, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'absent',
  doc: 'A file or folder that must not be on the machine. A folder goes with what is in it. Neighbours are one task.',
  label: { what: 'a path', check: (path) => folderLabel(path) ?? patternIn(path) },
  schema: z.object({}),
  example: 'absent "/etc/motd.d/cockpit"\n\nabsent ["/etc/motd", "/etc/issue"]',
  lower({ label, title }) {
    return {
      tasks: [
        {
          title: title ?? titleFor([label]),
          module: 'ansible.builtin.file',
          args: { path: label, state: word('absent') },
        },
      ],
    };
  },
  contents: ({ label }) => ({ removed: [{ path: label }] }),
  join(a, b) {
    const [left, right] = [pathsOf(a), pathsOf(b)];
    const madeUp = a.title === titleFor(left) && b.title === titleFor(right);
    if (a.title !== b.title && !madeUp) return null;
    const paths = [...left, ...right];
    return {
      ...a,
      title: madeUp ? titleFor(paths) : a.title,
      args: { ...a.args, path: jinja('{{ item }}', paths[0]!.origin) },
      keywords: { ...a.keywords, loop: list(paths, paths[0]!.origin) },
    };
  },
});

/** Names are taken as they are. */
function patternIn(path: string): string | null {
  return /[*?]/.test(path)
    ? 'A path is taken as it is, so `*` and `?` stand for themselves here. What matches a pattern is removed by `command "find FOLDER -name PATTERN -print -delete" { changes = on_output }`.'
    : null;
}

const titleFor = (paths: readonly Value[]): string =>
  `Remove ${some(
    paths.map((path) => (path as StringValue).value),
    'paths',
  )}`;

function pathsOf({ args, keywords }: TaskDraft): readonly Value[] {
  return keywords?.loop === undefined ? [args.path!] : (keywords.loop as ListValue).items;
}
