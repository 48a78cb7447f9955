import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { folderLabel } from '../shared/validators.ts';
import { word } from '../shared/tasks.ts';
import { joinInLoop, pathsTitle } from '../shared/loops.ts';

export default resourceKind({
  name: 'absent',
  doc: 'A file or folder that must not be on the machine. A folder goes with what is in it. Neighbours are one task.',
  label: { what: 'a path', check: (path) => patternIn(path) ?? folderLabel(path) ?? vital(path) },
  schema: z.object({}),
  example: 'absent "/etc/motd.d/cockpit"\n\nabsent ["/etc/motd", "/etc/issue"]',
  lower({ label, title }) {
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
  join: (a, b) => joinInLoop(a, b, 'Remove', ['path']),
});

/** Names are taken as they are. */
function patternIn(path: string): string | null {
  return /[*?]/.test(path)
    ? 'A path is taken as it is, so `*` and `?` stand for themselves here. What matches a pattern is removed by `command "find FOLDER -name PATTERN -print -delete" { changes = on_output }`.'
    : null;
}

/** Folders without which no machine runs. */
const VITAL =
  /^\/+(bin|boot|dev|etc|home|lib|lib64|opt|proc|root|run|sbin|srv|sys|tmp|usr|usr\/(bin|lib|lib64|sbin|share)|var|var\/(lib|log|cache))?\/*$/;

function vital(path: string): string | null {
  return VITAL.test(path) ? `Without \`${path}\` the machine does not run: name what is to go in it.` : null;
}
