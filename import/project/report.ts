import type { Difference } from '../proof/compare.ts';
import type { Note } from '../model/place.ts';
import { placeText } from '../model/place.ts';
import type { RoleResult } from './roles/role-result.ts';

/** What an import came to. */
export interface ImportReport {
  readonly images: readonly ImageReport[];
  /** What was not understood, with its place in the tree. */
  readonly notes: readonly Note[];
  /** Those of them about templates that cannot be read, so that the result lacks what they build. */
  readonly unread: readonly Note[];
}

export interface ImageReport {
  readonly name: string;
  readonly targets: readonly TargetReport[];
  readonly findings: readonly Finding[];
  readonly roles: readonly Pick<
    RoleResult,
    | 'from'
    | 'name'
    | 'grade'
    | 'lifted'
    | 'kept'
    | 'carried'
    | 'withKind'
    | 'liftedOfKind'
    | 'liftedLines'
    | 'keptLines'
    | 'carriedLines'
    | 'left'
    | 'reason'
    | 'reasons'
  >[];
}

/** What the compiler and its rules say of the result, with the place in the tree that it comes from. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly place: string | null;
}

/** What of the tree makes the result another one, with its place: templates that cannot be read, and what cannot be told. */
export const reasonsOf = ({ images, unread }: ImportReport): readonly Note[] => [
  ...unread,
  ...images.flatMap(({ targets }) => targets.flatMap(({ doubts }) => doubts)),
];

export interface TargetReport {
  readonly name: string;
  /** Calls of modules that were compared. */
  readonly tasks: number;
  /** Empty if both do the same. */
  readonly differences: readonly Difference[];
  /** What may make a difference and cannot be told; each is a difference as well. */
  readonly doubts: readonly Note[];
}

export interface Totals {
  readonly lifted: number;
  readonly kept: number;
  readonly carried: number;
  readonly left: number;
  /** Tasks of all grades that the language has a kind for, and how many of them are lifted. */
  readonly withKind: number;
  readonly liftedOfKind: number;
  readonly exact: boolean;
}

export function totals({ images, unread }: ImportReport): Totals {
  const roles = images.flatMap((image) => image.roles);
  const sum = (of: (role: (typeof roles)[number]) => number) =>
    roles.reduce((all, role) => all + of(role), 0);
  return {
    lifted: sum(({ lifted }) => lifted),
    kept: sum(({ kept }) => kept),
    carried: sum(({ grade, carried }) => (grade === 'missing' ? 0 : carried)),
    left: sum(({ grade, carried, left }) => (grade === 'missing' ? Math.max(1, carried) : left.length)),
    withKind: sum((role) => role.withKind),
    liftedOfKind: sum((role) => role.liftedOfKind),
    exact:
      images.length > 0 &&
      unread.length === 0 &&
      images.every(
        ({ targets }) => targets.length > 0 && targets.every(({ differences }) => differences.length === 0),
      ),
  };
}

/** How many of the tasks that could be resources are. */
export const shareText = ({ withKind, liftedOfKind }: Totals): string =>
  withKind === 0
    ? 'The language has a kind for none of the tasks.'
    : `Of ${withKind} that the language has a kind for, ${liftedOfKind} are lifted (${Math.floor((100 * liftedOfKind) / withKind)} %).`;

/** The report as Markdown. */
export function reportText(report: ImportReport): string {
  const all = totals(report);
  const lines = [
    '# Import',
    '',
    `${all.lifted} lifted to resources, ${all.kept} kept as tasks, ${all.carried} carried in roles, ${all.left} left out.`,
    '',
    shareText(all),
    '',
  ];
  for (const { name, targets, roles, findings } of report.images) {
    lines.push(
      `## ${name}`,
      '',
      '| Role | Grade | Lifted | Kept | Carried | Lifted of those with a kind | Next |',
      '| --- | --- | --- | --- | --- | --- | --- |',
    );
    for (const role of roles)
      lines.push(
        `| ${role.name ?? role.from} | ${GRADES[role.grade]} | ${inLines(role.lifted, role.liftedLines)} | ${inLines(role.kept, role.keptLines)} | ${inLines(role.carried, role.carriedLines)} | ${role.liftedOfKind} of ${role.withKind} | ${next(role)} |`,
      );
    lines.push('');
    for (const target of targets) {
      if (target.differences.length === 0)
        lines.push(
          `- ${target.name}: exact, ${target.tasks} calls of modules are the same in the same order.`,
        );
      else {
        lines.push(
          `- ${target.name}: ${target.differences.length} differences in ${target.tasks} calls of modules:`,
          '',
          '  ```text',
        );
        for (const { side, what } of target.differences.slice(0, 40))
          lines.push(
            `  ${side === 'tree' ? '-' : '+'} ${placeText(what.place)} ${what.text.replace(/\n/g, '\\n').slice(0, 300)}`,
          );
        lines.push('  ```');
      }
    }
    lines.push(...keptLines(roles.flatMap(({ reasons }) => reasons)), ...findingLines(findings));
    lines.push('');
  }
  if (report.notes.length > 0)
    lines.push(
      '## Not understood',
      '',
      ...report.notes.map(({ place, message }) => `- ${placeText(place)}: ${message}.`),
      '',
    );
  return lines.join('\n');
}

/** A number of tasks, with the lines of the tree that they take. */
const inLines = (tasks: number, lines: number): string =>
  tasks === 0 || lines === 0 ? String(tasks) : `${tasks} (${lines} ${lines === 1 ? 'line' : 'lines'})`;

/** Why tasks stay tasks, by their places. */
function keptLines(reasons: readonly Note[]): string[] {
  const lines = new Set(reasons.map(({ place, message }) => `- ${placeText(place)}: ${message}.`));
  return lines.size === 0 ? [] : ['', 'Kept as tasks:', '', ...lines];
}

/** What `vkc check` says, the errors first. */
function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['', '`vkc check` finds nothing.'];
  const sorted = findings.toSorted((a, b) =>
    a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1,
  );
  return [
    '',
    '`vkc check` finds in what was imported:',
    '',
    ...sorted.map(
      ({ code, severity, message, place }) =>
        `- ${place === null ? '' : `${place}: `}${severity} ${code}: ${message.replace(/\s+/g, ' ')}`,
    ),
  ];
}

const GRADES: Readonly<Record<RoleResult['grade'], string>> = {
  language: 'language',
  library: 'library',
  carried: 'carried',
  galaxy: 'Ansible Galaxy',
  missing: 'left out',
};

function next({ grade, kept, reason }: ImageReport['roles'][number]): string {
  if (reason !== null) return `${placeText(reason.place)}: ${reason.message.replace(/\|/g, '\\|')}`;
  if (grade === 'language' && kept > 0) return 'replace each `task` by a resource where one fits';
  return '';
}
