import type { BootCheck, RoleRun, Task } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { TaskMaker } from './task-maker.ts';
import type { Distribution } from './archives.ts';
import type { LockedSnapshot } from './lockfile.ts';

/** Where the distribution's own sources are during the build. apt does not look there. */
const KEPT = '/etc/apt/sources.kept';
const SOURCE = '/etc/apt/sources.list.d/vkc-snapshot.sources';

/** The file that makes a snapshot a source of apt. */
export function snapshotSources({ archives }: LockedSnapshot, { components, keyring }: Distribution): string {
  const stanzas = Object.entries(archives).map(([url, suites]) =>
    [
      'Types: deb',
      `URIs: ${url}`,
      `Suites: ${Object.keys(suites).join(' ')}`,
      `Components: ${components.join(' ')}`,
      `Signed-By: ${keyring}`,
      'Check-Valid-Until: no',
      '',
    ].join('\n'),
  );
  return stanzas.join('\n');
}

/** The tasks by which packages come from a snapshot from then on. */
export function snapshotTasks(
  snapshot: LockedSnapshot,
  distribution: Distribution,
  { name, origin }: Pick<RoleRun, 'name' | 'origin'>,
  /** Files of sources that are no matter of the distribution, and stay. */
  staying: readonly string[],
): Task[] {
  const make = new TaskMaker(origin, 'snapshot');
  const hashes = Object.values(snapshot.archives).flatMap((suites) =>
    Object.entries(suites).map(([suite, sha256]) => `${sha256.replace('sha256:', '')} ${suite}`),
  );
  return [
    make.shell(
      "Put the distribution's own package sources aside",
      [
        `mkdir ${KEPT}`,
        'for each in sources.list sources.list.d; do',
        `  if test -e "/etc/apt/$each"; then mv "/etc/apt/$each" ${KEPT}/; fi`,
        'done',
        'mkdir /etc/apt/sources.list.d',
        ...staying.map((path) => {
          const kept = shellWord(path.replace('/etc/apt', KEPT));
          return `if test -e ${kept}; then mv ${kept} /etc/apt/sources.list.d/; fi`;
        }),
      ],
      { creates: make.text(KEPT) },
    ),
    make.file('Take packages from the snapshot of vkc.lock', SOURCE, snapshotSources(snapshot, distribution)),
    make.readIndexes('Read the indexes of the snapshot', `${name}_snapshot_indexes`),
    make.shell(
      'Compare the indexes of the snapshot with vkc.lock',
      [
        'found=$(sha256sum /var/lib/apt/lists/*_InRelease)',
        'while read -r hash suite; do',
        '  if ! grep --quiet "^$hash" <<<"$found"; then',
        '    echo "The index of $suite is not the one in vkc.lock. To take the newest snapshot: vkc lock --update snapshots" >&2',
        '    exit 1',
        '  fi',
        "done <<'END'",
        ...hashes,
        'END',
      ],
      {},
      { changed_when: make.no() },
    ),
  ];
}

/** The task that leaves nothing of a snapshot. A source that a role wrote in place of one of the distribution's stays. */
export const sourcesBack = ({ origin }: Pick<RoleRun, 'origin'>): Task => {
  const make = new TaskMaker(origin, 'snapshot');
  return make.shell(
    "Put the distribution's own package sources back",
    [
      `cd ${KEPT}`,
      `rm --force ${SOURCE}`,
      'find . -type f -o -type l | while read -r each; do',
      '  if ! test -e "/etc/apt/$each"; then mv "$each" "/etc/apt/$each"; fi',
      'done',
      `rm --recursive ${KEPT}`,
      'find /var/lib/apt/lists -mindepth 1 -not -name lock -not -type d -delete',
    ],
    { removes: make.text(KEPT) },
  );
};

/** Whether anything of a snapshot was left on the machine. */
export const snapshotGone = (origin: Span): BootCheck => ({
  id: 'package-snapshot-gone',
  title: 'Package sources are those of the distribution, and not the snapshot of the build',
  look: `find ${KEPT} ${SOURCE} 2>/dev/null; true`,
  that: ["seen.stdout == ''"],
  found: '{{ seen.stdout }}',
  vars: new Map(),
  conditions: [],
  kind: null,
  origin,
});

/** What comes first if nothing has waited yet: cloud-init writes package sources too. */
export const cloudInitDone = ({ name, origin }: Pick<RoleRun, 'name' | 'origin'>): Task => {
  const make = new TaskMaker(origin, 'cloud_init');
  const waited = `${name}_cloud_init`;
  return make.task(
    'Wait until cloud-init has written its package sources',
    'command',
    { cmd: make.text('cloud-init status --wait'), removes: make.text('/var/lib/cloud/instance') },
    {
      register: make.text(waited),
      changed_when: make.no(),
      failed_when: make.text(`${waited}.rc not in [0, 2]`),
    },
  );
};

/** Whether a task waits until cloud-init is done. */
export const isWait = ({ args }: Task): boolean => {
  const cmd = args.entries.get('cmd');
  return cmd?.type === 'string' && cmd.value === 'cloud-init status --wait';
};
