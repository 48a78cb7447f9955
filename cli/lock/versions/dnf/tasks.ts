import type { BootCheck, RoleRun, Task } from '../../../../compiler/model/ir.ts';
import type { Span } from '../../../../grammar/span.ts';
import { files } from '../../../files.generated.ts';
import type { LockedVersions } from '../../lockfile.ts';
import { TaskMaker } from '../../task-maker.ts';
import { ENDS_IF_OTHER, asLockedCheck } from '../compared.ts';

/** Where the machine has the packages of the lock during the build, and those that it had before. */
const LOCKED = '/etc/dnf/packages.locked';
const BEFORE = '/etc/dnf/packages.before';
const SETTINGS = '/etc/dnf/dnf.conf';
/** What is between these lines in the settings of dnf is of the build alone. */
const BEGIN = '# The packages of vkc.lock, until the build ends.';
const END = '# Here end the packages of vkc.lock.';

const INSTALLED = "'%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{ARCH}\\n'";
/** rpm keeps keys as packages. */
const QUERY = `rpm --query --all --queryformat ${INSTALLED} | grep --invert-match '^gpg-pubkey '`;

/** The tasks by which dnf sees no packages but those of the lock from then on. */
export function versionTasks(
  { packages }: LockedVersions,
  { name, origin }: Pick<RoleRun, 'name' | 'origin'>,
): Task[] {
  const make = new TaskMaker(origin, 'versions');
  const lines = packages.map(
    ({ name: each, version, arch, sha256, repository }) =>
      `${each} ${version} ${arch} ${sha256.replace('sha256:', '')} ${repository ?? '-'}\n`,
  );
  const register = `${name}_versions_indexes`;
  return [
    make.file('Write the packages of vkc.lock', LOCKED, lines.join('')),
    make.task(
      'Read the indexes of the repositories',
      'command',
      { cmd: make.text('dnf --quiet --assumeyes makecache --refresh') },
      {
        register: make.text(register),
        changed_when: make.no(),
        until: make.text(`${register} is succeeded`),
        retries: make.number(10),
        delay: make.number(30),
      },
    ),
    make.shell(
      'Look for the packages of vkc.lock in the repositories',
      [
        // The Python that has the modules of dnf.
        'python=$(sed -n "1s/^#! *//p" "$(command -v dnf)")',
        `$python - ${LOCKED} <<'END'`,
        files['cli/files/dnf_look.py']!.trimEnd(),
        'END',
      ],
      {},
      { changed_when: make.no() },
    ),
    make.shell(
      'Let dnf see the packages of vkc.lock alone',
      [
        `${QUERY} >${BEFORE}`,
        `touch ${SETTINGS}`,
        `grep --quiet '^\\[main\\]' ${SETTINGS} && main= || main='[main]'`,
        `awk -v begin='${BEGIN}' -v end='${END}' -v main="$main" '`,
        // With such a list dnf sees nothing else, also of what is installed.
        '  function packages(  line, part) {',
        '    print begin',
        '    if (main != "") print main',
        '    print "includepkgs="',
        `    while ((getline line < "${LOCKED}") > 0 || (getline line < "${BEFORE}") > 0) {`,
        '      split(line, part, " ")',
        '      print "  " part[1] "-" (part[2] ~ /:/ ? "" : "0:") part[2] "." part[3]',
        '    }',
        '    print end',
        '  }',
        '  BEGIN { if (main != "") packages() }',
        '  { print }',
        '  main == "" && /^\\[main\\]/ && !done { packages(); done = 1 }',
        `' ${SETTINGS} >${SETTINGS}.locked`,
        // The file keeps its owner, mode and SELinux context.
        `cat ${SETTINGS}.locked >${SETTINGS}`,
        `rm ${SETTINGS}.locked`,
      ],
      { creates: make.text(BEFORE) },
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
        `other=$(${QUERY} | awk '`,
        '  function evr(version) { return version ~ /:/ ? version : "0:" version }',
        '  FILENAME == ARGV[1] { wanted[$1 " " evr($2) " " $3] = 1; locked[$1 " " $3] = $2; next }',
        '  FILENAME == ARGV[2] { before[$0] = 1; next }',
        '  { there[$1 " " $3] = there[$1 " " $3] " " $2; exact[$0] = 1 }',
        '  ($0 in wanted) || ($0 in before) { next }',
        '  ($1 " " $3) in locked { print $1 " is " $2 ", and vkc.lock has " locked[$1 " " $3] "."; next }',
        '  { print $1 " " $2 " is not in vkc.lock." }',
        '  END {',
        // Of some packages, such as kernels, several versions are there.
        '    for (each in wanted) { split(each, part, " "); if (each in exact) fine[part[1] " " part[3]] = 1 }',
        '    for (each in locked) if ((each in there) && !(each in fine)) {',
        '      split(each, part, " "); print part[1] " is" there[each] ", and vkc.lock has " locked[each] "."',
        '    }',
        '  }',
        `' ${LOCKED} ${BEFORE} - | sort --unique)`,
        ...ENDS_IF_OTHER,
      ],
      { removes: make.text(LOCKED) },
      { changed_when: make.no() },
    ),
    make.shell(
      'Let packages have other versions again',
      [`sed --in-place '/^${BEGIN}$/,/^${END}$/d' ${SETTINGS}`, `rm --force ${BEFORE} ${LOCKED}`],
      { removes: make.text(LOCKED) },
    ),
  ];
}

/** Whether the packages of the image are those of the lock. */
export const versionsAsLocked = ({ packages }: LockedVersions, origin: Span): BootCheck =>
  asLockedCheck(
    [`ls ${LOCKED} ${BEFORE} 2>/dev/null`, `grep --line-number 'vkc\\.lock' ${SETTINGS}`],
    {
      query: `rpm --query --all --queryformat ${INSTALLED}`,
      awk: [
        '  NR == FNR { locked[$1 " " $2] = $3; wanted[$1 " " $3 " " $2] = 1; next }',
        '  { some = 1; there[$1 " " $3] = $2 }',
        '  $0 in wanted { fine[$1 " " $3] = 1 }',
        '  END {',
        '    for (each in locked) if ((each in there) && !(each in fine)) {',
        '      split(each, part, " "); print part[1] " is " there[each] ", and vkc.lock has " locked[each]',
        '    }',
        '    exit !some',
        '  }',
      ],
      lines: packages.map(
        ({ name, arch, version }) => `${name} ${arch} ${version.includes(':') ? version : `0:${version}`}`,
      ),
    },
    origin,
  );
