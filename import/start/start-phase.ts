import { library } from '../../stdlib/index.ts';
import { expandPlaybook } from '../expand/playbook.ts';
import { withoutLastFlush } from '../expand/flush.ts';
import { inTree, variablesIn } from '../expand/scope.ts';
import type { Raw } from '../model/data.ts';
import { quoted } from '../lift/text.ts';
import type { Note } from '../model/place.ts';
import { factsOf } from '../model/system.ts';
import type { System } from '../model/system.ts';
import type { Expansion, FlatTask, Step } from '../model/task.ts';
import { folderOf, joinPath, nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { namesIn, startParams } from './params.ts';
import type { StartParam } from './params.ts';
import { playOf } from './playbook-shape.ts';

/** What a tree of the compiler's does when a machine is deployed. */
export interface StartPhase {
  /** The folder of its playbooks. */
  readonly base: string;
  /** What is run, by target; null where an image has no start phase. */
  readonly on: readonly (Expansion | null)[];
  readonly params: ReadonlyMap<string, StartParam>;
  /** What the role that brings it is given beside what is usual. */
  readonly use: readonly string[];
}

/** What a build does on one target. */
export interface Built {
  readonly system: System;
  readonly steps: readonly Step[];
}

/** Whether a step is of the role that brings the start phase into the image. */
export const bringsStart = ({ part: { role } }: Step): boolean =>
  role !== null && nameOf(role) === library.implicitRoles.start;

/** Where what stands beside the playbooks of the tree goes, in the image. */
const COPIED: Readonly<Record<string, string>> = {
  'start.yml': 'start.yml',
  'ansible.cfg': 'ansible.cfg',
  common_roles: '',
  service_roles: '',
  'requirements.yml': 'requirements.yml',
  'targets/{{ image_name }}.yml': 'group_vars/all.yml',
};

/** A start phase; or why it can only be carried as the files that it is. */
export type StartReading =
  { readonly phase: StartPhase; readonly why?: undefined } | { readonly phase: null; readonly why: Note };

/**
 * The start phase of a tree that the compiler wrote, or that is written just as the compiler writes: a role copies one playbook
 * with its roles into the image, and all that is copied is known. Null if there is none.
 */
export function readStartPhase(tree: Tree, builds: readonly Built[]): StartReading | null {
  const bringing = builds.map(({ steps }) => steps.filter(bringsStart));
  const first = bringing.flat()[0];
  const base = first === undefined ? null : baseOf(first);
  if (first === undefined || base === null) return null;
  const no = (message: string, place = first.place): StartReading => ({
    phase: null,
    why: { place, message },
  });
  if (!builds.every(({ steps }) => isLast(steps))) return no('other roles run after it');
  const brought = bringing.map((steps) => (steps.length === 0 ? NOTHING : broughtBy(steps, base)));
  const folders = new Set(brought.flatMap((each) => each?.folder ?? []));
  const [folder] = folders;
  if (brought.includes(null) || folder === undefined || folders.size > 1)
    return no('it copies something else than the compiler’s role does');
  const common = joinPath(base, 'common_roles/variables/defaults/main.yml');
  const start = { file: joinPath(base, 'start.yml'), line: 1 };
  const names = namesIn(tree, common);
  if (names === null) return no('a variable has a name that no param has', { file: common, line: 1 });
  const play = playOf(tree, start.file);
  const missing = [...(play?.required.keys() ?? [])].find((name) => !names.has(name));
  if (play === null || missing !== undefined)
    return no('it is another playbook than the compiler writes', start);
  const on = builds.map(({ system }, i) => {
    const { folder: own, values } = brought[i]!;
    return own === null ? null : startOn(tree, base, system, values, names);
  });
  const steps = on.flatMap((each) => each?.steps ?? []);
  const odd = steps.find(({ part, opaque }) => opaque !== null || !isStartRole(part, base));
  if (odd !== undefined) return no(odd.opaque ?? 'it is no role that the compiler writes', odd.place);
  const [note] = on.flatMap((each) => [...(each?.notes ?? []), ...(each?.doubts ?? [])]);
  if (note !== undefined) return { phase: null, why: note };
  const unknown = unknownFile(tree, base, common, play.roles, steps);
  if (unknown !== undefined) return no('nothing says what this file is for', { file: unknown, line: 1 });
  const readme = joinPath(folderOf(base), 'README.md');
  const params = startParams(tree, { file: common, readme, names }, play.required, hiddenIn(steps, tree));
  if (params === null) return no('a variable has a value that no param has', { file: common, line: 1 });
  const isInstalled = bringing.flat().some(({ tasks }) => tasks.some(installs));
  return {
    phase: {
      base,
      on,
      params,
      use: [
        ...(folder === '/opt/playbooks' ? [] : [`folder = ${quoted(folder)}`]),
        ...(isInstalled ? [] : ['ansible = false']),
      ],
    },
  };
}

/** The folder of the playbooks, by where the role stands that brings the start phase. */
function baseOf({ part: { folder } }: Step): string | null {
  const suffix = `/provision_roles/${library.implicitRoles.start}`;
  return folder?.endsWith(suffix) === true ? folder.slice(0, -suffix.length) : null;
}

/** Whether a task of the role that brings the start phase installs Ansible. */
const installs = ({ module, args }: FlatTask): boolean =>
  /\.(apt|dnf|yum)$/.test(module) || /\bpip install\b/.test(String(args.cmd as string));

/** Whether only the role that runs last in every image comes after the start phase. */
function isLast(steps: readonly Step[]): boolean {
  const at = steps.findIndex(bringsStart);
  return (
    at < 0 ||
    steps
      .slice(at)
      .every(
        (step) =>
          bringsStart(step) ||
          step.part.role === null ||
          nameOf(step.part.role) === library.implicitRoles.last,
      )
  );
}

interface Brought {
  /** Where it is in the image; null if the target has no start phase. */
  readonly folder: string | null;
  /** The file of the tree with the values of the target. */
  readonly values: string | null;
}
const NOTHING: Brought = { folder: null, values: null };

/** What a copy of the role takes from beside the playbook; null if it is another task. */
export function copiedBy({ written }: Step): Readonly<Record<string, Raw>> | null {
  const args = variablesIn(variablesIn(written?.raw ?? null)['ansible.builtin.copy'] ?? null);
  return typeof args.src === 'string' && args.src.startsWith(BESIDE) ? args : null;
}
const BESIDE = '{{ playbook_dir }}/';

function broughtBy(steps: readonly Step[], base: string): Brought | null {
  const folders = new Set<string>();
  const sources = new Set<string>();
  let values: string | null = null;
  for (const step of steps) {
    if (step.opaque !== null) return null;
    const args = copiedBy(step);
    if (args === null || step.tasks.length === 0) continue;
    const source = (args.src as string).slice(BESIDE.length);
    const { dest } = args;
    const to = COPIED[source];
    if (typeof dest !== 'string' || to === undefined || !dest.endsWith(`/${to}`)) return null;
    folders.add(dest.slice(0, -to.length - 1));
    sources.add(source);
    const [task] = step.tasks;
    if (to === 'group_vars/all.yml') values = inTree(task?.args.src);
  }
  const isWhole = ['start.yml', 'ansible.cfg', 'common_roles', 'service_roles'].every((each) =>
    sources.has(each),
  );
  const [folder] = folders;
  if (!isWhole || folders.size !== 1 || (values !== null && !values.startsWith(`${base}/targets/`)))
    return null;
  return { folder: folder!, values };
}

function startOn(
  tree: Tree,
  base: string,
  system: System,
  values: string | null,
  given: ReadonlySet<string>,
): Expansion {
  const expansion = expandPlaybook(tree, {
    playbook: joinPath(base, 'start.yml'),
    config: joinPath(base, 'ansible.cfg'),
    facts: factsOf(system),
    extraVars: {},
    inventory: values === null ? {} : variablesIn(tree.yaml(values)?.value ?? null),
    given,
    groups: [],
    user: 'root',
  });
  // Whether values are given is looked at apart.
  const steps = withoutLastFlush(expansion.steps).filter(({ part: { role } }) => role !== null);
  return { ...expansion, steps };
}

const isStartRole = ({ role, folder }: Step['part'], base: string) =>
  role !== null && role.endsWith('_start') && folder === `${base}/service_roles/${role}`;

/** A file that is copied, or stands where Ansible looks on the machine, and that nothing read. */
function unknownFile(
  tree: Tree,
  base: string,
  common: string,
  roles: readonly string[],
  steps: readonly Step[],
): string | undefined {
  const used = new Set(steps.flatMap(({ tasks }) => tasks.flatMap(({ args: { src } }) => inTree(src) ?? [])));
  used.add(common);
  for (const role of roles)
    for (const name of ['tasks/main.yml', 'handlers/main.yml'])
      used.add(`${base}/service_roles/${role}/${name}`);
  return COPIED_FOLDERS.flatMap((folder) => tree.list(joinPath(base, folder))).find(
    (path) => !used.has(path),
  );
}

const COPIED_FOLDERS = [
  'service_roles',
  'common_roles',
  'group_vars',
  'host_vars',
  'roles',
  'library',
  'filter_plugins',
];

/** Whether all tasks that get a param are kept out of the log. */
function hiddenIn(steps: readonly Step[], tree: Tree): (name: string) => boolean {
  return (name) => {
    const word = new RegExp(`\\b${name}\\b`);
    const uses = steps.flatMap(({ tasks }) =>
      tasks.filter((task) =>
        word.test(JSON.stringify([task.args, task.keywords.vars, fileText(task.args.src, tree)])),
      ),
    );
    return uses.length > 0 && uses.every(({ keywords }) => keywords.no_log === true);
  };
}

/** The text of the file that an argument names; empty if it names none. */
export function fileText(src: unknown, tree: Tree): string {
  const file = inTree(src);
  return file === null ? '' : (tree.text(file) ?? '');
}
