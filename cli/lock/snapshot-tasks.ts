import type { BootCheck, RoleRun, Task } from '../../compiler/model/ir.ts';
import type { Span } from '../../grammar/span.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { bool, int, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Distribution } from './archives.ts';
import type { LockedSnapshot } from './lockfile.ts';

/** Where the distribution's own sources are during the build. apt does not look there. */
const KEPT = '/etc/apt/sources.kept';
const SOURCE = '/etc/apt/sources.list.d/vkc-snapshot.sources';

/** Makes tasks whose origin is one place of a source. */
class Tasks {
  readonly #origin: Span;

  constructor(origin: Span) {
    this.#origin = origin;
  }

  text(value: string): Value {
    return string(value, this.#origin);
  }

  no(): Value {
    return bool(false, this.#origin);
  }

  task(
    title: string,
    module: string,
    args: Readonly<Record<string, Value>>,
    keywords: Readonly<Record<string, Value>> = {},
  ): Task {
    const origin = this.#origin;
    return {
      title,
      module: `ansible.builtin.${module}`,
      args: { type: 'map', entries: new Map(Object.entries(args)), origin },
      keywords: new Map(Object.entries(keywords)),
      notify: [],
      kind: 'snapshot',
      origin,
    };
  }

  shell(
    title: string,
    lines: readonly string[],
    guard: Readonly<Record<string, Value>>,
    keywords: Readonly<Record<string, Value>> = {},
  ): Task {
    const cmd = this.text(['set -euo pipefail', ...lines].join('\n'));
    return this.task(title, 'shell', { cmd, ...guard, executable: this.text('/bin/bash') }, keywords);
  }

  number(value: number): Value {
    return int(value, this.#origin);
  }
}

/** The tasks by which packages come from a snapshot from then on. */
export function snapshotTasks(
  { archives }: LockedSnapshot,
  { components, keyring }: Distribution,
  { name, origin }: Pick<RoleRun, 'name' | 'origin'>,
  /** Files of sources that are no matter of the distribution, and stay. */
  staying: readonly string[],
): Task[] {
  const make = new Tasks(origin);
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
  const hashes = Object.values(archives).flatMap((suites) =>
    Object.entries(suites).map(([suite, sha256]) => `${sha256.replace('sha256:', '')} ${suite}`),
  );
  const read = `${name}_snapshot_indexes`;
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
    make.task('Take packages from the snapshot of vkc.lock', 'copy', {
      content: make.text(stanzas.join('\n')),
      dest: make.text(SOURCE),
      owner: make.text('root'),
      group: make.text('root'),
      mode: { type: 'mode', value: '0644', origin },
    }),
    make.task(
      'Read the indexes of the snapshot',
      'apt',
      { update_cache: bool(true, origin) },
      {
        register: make.text(read),
        changed_when: make.no(),
        // The system may be looking for upgrades of its own at that time.
        until: make.text(`${read} is succeeded`),
        retries: make.number(10),
        delay: make.number(30),
      },
    ),
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
  const make = new Tasks(origin);
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
  const make = new Tasks(origin);
  const waited = `${name}_snapshot_cloud_init`;
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
