import type { BootCheck } from '../../../compiler/model/ir.ts';
import type { Span } from '../../../grammar/span.ts';

/** Ends a script of the build if `$other` names packages that are not those of the lock. */
export const ENDS_IF_OTHER: readonly string[] = [
  'if test -n "$other"; then',
  '  echo "$other" >&2',
  '  echo "What a command, a role or a file installs by itself is not in the lock: name it with the package resource, and run vkc lock." >&2',
  '  exit 1',
  'fi',
];

/** What is printed in the end: silence may be that of a script that failed. */
const COMPARED = 'compared';

/**
 * Whether the packages of the image are those of the lock, and nothing is left of how the build was held to them.
 * @param left prints what is left
 * @param comparing reads a line of `lines` for each package from descriptor 3 and the installed ones from its input, and prints those that
 *   differ
 */
export const asLockedCheck = (
  left: readonly string[],
  comparing: { readonly query: string; readonly awk: readonly string[]; readonly lines: readonly string[] },
  origin: Span,
): BootCheck => ({
  id: 'packages-as-locked',
  title: 'Packages have the versions of vkc.lock',
  look: [
    ...left,
    ...(comparing.lines.length === 0
      ? [`echo ${COMPARED}`]
      : [
          `${comparing.query} | awk '`,
          ...comparing.awk,
          `' /dev/fd/3 - 3<<'END' && echo ${COMPARED}`,
          ...comparing.lines,
          'END',
        ]),
  ].join('\n'),
  that: [`seen.stdout | trim == '${COMPARED}'`],
  found: `{{ seen.stdout_lines | difference(['${COMPARED}']) | join('; ') | default('the packages cannot be compared', true) }}`,
  vars: new Map(),
  conditions: [],
  kind: null,
  origin,
});
