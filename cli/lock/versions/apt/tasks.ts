import type { BootCheck, RoleRun, Task } from '../../../../compiler/model/ir.ts';
import type { Span } from '../../../../grammar/span.ts';
import type { LockedVersions } from '../../lockfile.ts';
import { TaskMaker } from '../../task-maker.ts';
import { ENDS_IF_OTHER, asLockedCheck } from '../compared.ts';
import { aptName } from './status.ts';

/** Where the machine has the packages of the lock during the build, and those that it had before. apt does not look there. */
const LOCKED = '/etc/apt/packages.locked';
const BEFORE = '/etc/apt/packages.before';
/** The first one of its folder: apt takes the first that is about a package. */
export const PREFERENCES = '/etc/apt/preferences.d/00-vkc-lock';

const INSTALLED = "'${db:Status-Status} ${Package} ${Architecture} ${Version}\\n'";

/** The tasks by which packages have the versions of the lock from then on, and no other package can be installed. */
export function versionTasks(
  { packages, requests }: LockedVersions,
  native: string,
  { name, origin }: Pick<RoleRun, 'name' | 'origin'>,
  /** Whether the indexes of package sources were read just before. */
  isFresh: boolean,
): Task[] {
  const make = new TaskMaker(origin, 'versions');
  const later = laterSources(requests);
  const lines = packages.map((each) => {
    const { arch, version, sha256, url } = each;
    const when = later.some((source) => url.startsWith(source)) ? 'later' : 'first';
    return `${aptName(each, native)} ${version} ${arch} ${sha256.replace('sha256:', '')} ${when}\n`;
  });
  return [
    make.file('Write the packages of vkc.lock', LOCKED, lines.join('')),
    make.shell(
      'Let packages have the versions of vkc.lock alone',
      [
        `dpkg-query --show --showformat=${INSTALLED} >${BEFORE}`,
        '{',
        // What is installed stays as it is; nothing else may come, except for what follows.
        "  printf 'Package: *\\nPin: release a=now\\nPin-Priority: 100\\n\\nPackage: *\\nPin: release *\\nPin-Priority: -1\\n\\n'",
        `  while read -r name version _; do`,
        '    printf \'Package: %s\\nPin: version %s\\nPin-Priority: 1001\\n\\n\' "$name" "$version"',
        `  done <${LOCKED}`,
        `} >${PREFERENCES}`,
      ],
      { creates: make.text(PREFERENCES) },
    ),
    ...(isFresh
      ? []
      : [make.readIndexes('Read the indexes of the package sources', `${name}_versions_indexes`)]),
    make.shell(
      'Look for the packages of vkc.lock in the package sources',
      [
        `have=$(dpkg-query --show --showformat=${INSTALLED})`,
        // It says nothing of those that are gone, and fails.
        `found=$(awk '$5 == "first" { print $1 "=" $2 }' ${LOCKED} | xargs --no-run-if-empty apt-cache show 2>/dev/null || true)`,
        `gone=$(printf '%s\\n' "$have" "$found" | awk '`,
        '  NR == FNR && /^installed / { known[$2 " " $4] = 1 }',
        '  NR == FNR && /^Package: / { package = $2 }',
        '  NR == FNR && /^Version: / { version = $2 }',
        '  NR == FNR && /^SHA256: / { known[package " " version " " $2] = 1; any[package " " version] = 1 }',
        '  NR != FNR && $5 == "first" {',
        '    name = $1; sub(/:.*/, "", name)',
        '    if (known[name " " $2] || known[name " " $2 " " $4]) next',
        '    print $1 " " $2 (any[name " " $2] ? " is another file than the one in vkc.lock." : ", which vkc.lock names, is in no package source.")',
        `  }' - ${LOCKED})`,
        'if test -n "$gone"; then',
        '  echo "$gone" >&2',
        '  echo "To take the versions that there are: vkc lock --update versions" >&2',
        '  exit 1',
        'fi',
      ],
      {},
      { changed_when: make.no() },
    ),
  ];
}

/** The tasks that end the build if packages are not those of the lock, and leave nothing of it. */
export function versionsCompared({ origin }: Pick<RoleRun, 'origin'>): Task[] {
  const make = new TaskMaker(origin, 'versions');
  return [
    make.shell(
      'Compare the packages with vkc.lock',
      [
        `other=$(dpkg-query --show --showformat=${INSTALLED} | awk '`,
        '  FILENAME == ARGV[1] { split($1, part, ":"); locked[part[1] " " $3] = $2; next }',
        '  FILENAME == ARGV[2] { before[$0] = 1; next }',
        '  $1 != "installed" { next }',
        '  ($2 " " $3) in locked {',
        '    version = locked[$2 " " $3]',
        '    if (version != $4) print $2 " is " $4 ", and vkc.lock has " version "."',
        '    next',
        '  }',
        '  !before[$0] { print $2 " " $4 " is not in vkc.lock." }',
        `' ${LOCKED} ${BEFORE} -)`,
        ...ENDS_IF_OTHER,
      ],
      { removes: make.text(LOCKED) },
      { changed_when: make.no() },
    ),
    make.shell('Let packages have other versions again', [`rm --force ${PREFERENCES} ${BEFORE} ${LOCKED}`], {
      removes: make.text(LOCKED),
    }),
  ];
}

/** Whether the packages of the image are those of the lock. */
export const versionsAsLocked = ({ packages }: LockedVersions, origin: Span): BootCheck =>
  asLockedCheck(
    [`ls ${PREFERENCES} ${LOCKED} ${BEFORE} 2>/dev/null`],
    {
      query: `dpkg-query --show --showformat=${INSTALLED}`,
      awk: [
        '  NR == FNR { locked[$1 " " $2] = $3; next }',
        '  { some = 1 }',
        '  $1 == "installed" && ($2 " " $3) in locked && locked[$2 " " $3] != $4 {',
        '    print $2 " is " $4 ", and vkc.lock has " locked[$2 " " $3]',
        '  }',
        '  END { exit !some }',
      ],
      lines: packages.map(({ name, arch, version }) => `${name} ${arch} ${version}`),
    },
    origin,
  );

/** Beginnings of addresses of packages whose source the image adds itself, after the first look. */
const laterSources = (requests: readonly string[]): string[] =>
  requests.flatMap((request) =>
    request.startsWith('write /etc/apt/sources.list')
      ? [...request.matchAll(/https?:\/\/[^\s;\]]+/g)].map(([url]) => (url.endsWith('/') ? url : `${url}/`))
      : [],
  );
