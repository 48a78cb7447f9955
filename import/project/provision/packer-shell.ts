import { TREE } from '../../expand/scope.ts';
import type { Data } from '../../model/data.ts';
import type { PackerProvisioner, PackerSource, Setting, Settings } from '../../model/packer.ts';
import type { Note } from '../../model/place.ts';
import type { FlatTask, Step } from '../../model/task.ts';
import { linesAt } from '../../read/lines-at.ts';
import { nameOf } from '../../read/tree.ts';
import { PLAIN, computed, findPath, loginOf, partOf, plain, text, texts } from './packer-steps.ts';
import type { ProvisionInput } from './packer-steps.ts';

interface ShellSteps {
  readonly steps: Step[];
  readonly notes: readonly Note[];
  readonly doubts: readonly Note[];
}

/** Commands of Packer's own `shell`. */
export function shell(provisioner: PackerProvisioner, input: ProvisionInput): ShellSteps {
  const { settings, place, comment } = provisioner;
  const { tree, folder, source, system } = input;
  const execute = text(settings.execute_command);
  const login = loginOf({}, source, system);
  const user = userOf(execute) ?? login;
  const inline = texts(settings.inline);
  const scripts = [...texts(settings.script), ...texts(settings.scripts)].map((name) => ({
    name,
    path: findPath(tree, folder, name),
  }));
  const code = [...inline, ...scripts.map(({ path }) => (path === null ? '' : (tree.text(path) ?? '')))];
  const { environment, notes, doubts } = environmentOf(provisioner, source, code.join('\n'));
  const keywords: Record<string, Data> = {
    ...(user !== 'root' && { become_user: user }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...accepted(settings.valid_exit_codes, `packer_${place.line}`),
  };
  const base = { ...PLAIN, keywords, place };
  const runner = runnerOf(execute);
  const part = partOf(place);
  const steps: Step[] = [];
  const add = (tasks: readonly FlatTask[], opaque: string | null) =>
    steps.push({
      key: `${part.key}>${place.line}${steps.length === 0 ? '' : `.${steps.length}`}`,
      part,
      place,
      lines: steps.length === 0 ? linesAt(tree, place) : 0,
      comment: steps.length === 0 ? comment : null,
      tasks: opaque === null ? tasks : [],
      opaque,
    });
  if (inline.length > 0) {
    const { inline_shebang: shebang } = settings;
    const odd =
      typeof shebang === 'string' && !/^(#!\s*)?(\/usr\/bin\/env\s+|\/(usr\/)?bin\/)(ba)?sh\b/.test(shebang);
    const stops = typeof shebang !== 'string' || /\s-\w*e/.test(shebang);
    add(
      inlineTasks(plain(inline.join('\n')), stops, base),
      odd ? `it is run by \`${shebang}\`` : computed(settings.inline),
    );
  }
  // Scripts that are there stand together; each that is not has a comment in its place.
  let together: FlatTask[] = [];
  const flush = () => {
    if (together.length > 0) add(together, null);
    together = [];
  };
  for (const { name, path } of scripts)
    if (path === null) {
      flush();
      add([], `the script \`${name}\` is not in the tree`);
    } else together.push(...scriptTasks(path, runner, input, base));
  flush();
  if (steps.length === 0) add([], null);
  const waits = ['pause_before', 'pause_after', 'max_retries'].filter((name) => Boolean(settings[name]));
  return {
    steps,
    notes: [
      ...notes,
      ...waits.map((name) => ({
        place,
        message: `\`${name}\` is not imported: nothing waits or tries again here; write \`retries\` or \`reboot\` if it has to`,
      })),
    ],
    doubts: steps.some(({ tasks }) => tasks.length > 0) ? doubts : [],
  };
}

const REBOOT =
  /^(?:sudo\s+)?(?:\/(?:usr\/)?s?bin\/)?(?:reboot(?:\s+now)?|shutdown\s+-r\s+(?:now|\+?0)|systemctl\s+reboot|init\s+6)\s*(?:&|;|\|\|\s*true)?\s*$/;

/** Lines that end with a restart of the machine, over which the connection would break, wait until it is back. */
function inlineTasks(body: string, stops: boolean, base: Omit<FlatTask, 'module' | 'args'>): FlatTask[] {
  const lines = body.trimEnd().split('\n');
  const boots = REBOOT.test(lines.at(-1)!.trim());
  const rest = boots ? lines.slice(0, -1).join('\n') : body;
  const tasks: FlatTask[] = [];
  if (rest.trim() !== '')
    tasks.push({
      ...base,
      module: 'ansible.builtin.shell',
      args: { cmd: stops && isSequence(rest) ? `set -e\n${rest}` : rest },
    });
  if (boots) tasks.push({ ...PLAIN, place: base.place, module: 'ansible.builtin.reboot', args: {} });
  return tasks;
}

/** Whether there is a command after another one, which is not run if the first fails and the shell is told to stop then. */
function isSequence(code: string): boolean {
  const bare = code.replace(/\\.|'[^']*'|"(?:[^"\\$`]|\\.|\$(?!\())*"/g, '_');
  return /[\n;]/.test(bare.replace(/[\s;]+$/, ''));
}

/** A script that is copied and run. */
function scriptTasks(
  path: string,
  runner: string | null,
  { tree }: ProvisionInput,
  base: Omit<FlatTask, 'module' | 'args'>,
): FlatTask[] {
  const copy = `/var/tmp/${nameOf(path)}`;
  const code = tree.text(path);
  // Packer makes the ends of lines those of Unix, and the shell runs what names no program itself.
  const isOfDos = code !== null && tree.bytes(path)?.includes(13) === true;
  const what = isOfDos ? { content: code } : { src: `${TREE}/${path}` };
  const by = runner ?? (code === null || code.startsWith('#!') ? null : 'sh');
  return [
    {
      ...PLAIN,
      module: 'ansible.builtin.copy',
      args: { ...what, dest: copy, mode: '0755' },
      place: base.place,
    },
    { ...base, module: 'ansible.builtin.command', args: { cmd: by === null ? copy : `${by} ${copy}` } },
  ];
}

/** The shell to which `execute_command` gives the script, with its options; null if it runs the script itself. */
function runnerOf(execute: string | null): string | null {
  const [, program, options = ''] =
    /((?:\/usr)?(?:\/bin\/)?\b(?:ba|da|z|k)?sh)((?:\s+-[a-zA-Z]+)*)\s+['"]?\{\{\s*\.Path\s*\}\}/.exec(
      execute ?? '',
    ) ?? [];
  return program === undefined || /-\w*c/.test(options) ? null : `${program}${options.replace(/\s+/g, ' ')}`;
}

/** Who `execute_command` makes of who logs in; null if nobody else. */
function userOf(execute: string | null): string | null {
  if (execute === null || !/\b(sudo|su|doas)\b/.test(execute)) return null;
  const [, other] =
    /\b(?:sudo|doas)\s[^'"]*?(?:-u\s*|--user[= ])([\w-]+)/.exec(execute) ??
    /\bsu\s+(?:-\w*\s+|--login\s+)*([a-z_][\w-]*)/.exec(execute) ??
    [];
  return other ?? 'root';
}

/** Exit codes that are no failure. */
function accepted(codes: Setting | undefined, register: string): Record<string, Data> {
  const list = Array.isArray(codes) ? (codes as readonly Setting[]).map(Number) : [];
  return list.length === 0 || list.some((code) => !Number.isInteger(code))
    ? {}
    : { register, failed_when: `not ${register}.rc in [${list.join(', ')}]` };
}

interface Environment {
  readonly environment: Readonly<Record<string, Data>>;
  readonly notes: readonly Note[];
  readonly doubts: readonly Note[];
}

/** What the commands find in their environment: what the template gives, and what of Packer's own they look at. */
function environmentOf(
  { settings, place }: PackerProvisioner,
  source: PackerSource | null,
  code: string,
): Environment {
  const given = [...givenIn(settings)];
  const execute = text(settings.execute_command);
  if (execute !== null && !/\{\{\s*\.(Vars|EnvVarFile)\s*\}\}/.test(execute))
    return {
      environment: {},
      notes: given.map(([name]) => ({
        place,
        message: `the environment variable \`${name}\` is left out: \`execute_command\` has no \`{{ .Vars }}\`, so the commands never got it`,
      })),
      doubts: [],
    };
  const own: (readonly [string, string])[] =
    source === null
      ? []
      : [
          ['PACKER_BUILD_NAME', source.as ?? source.name],
          ['PACKER_BUILDER_TYPE', source.type],
        ];
  const asks = (name: string) => new RegExp(`\\b${name}\\b`).test(code);
  const all = [...own.filter(([name]) => asks(name)), ...given];
  const isOpen = ([, value]: readonly [string, string]) => computed(value) !== null;
  const left = [
    ...all.filter(isOpen).map(([name]) => name),
    ...(asks('PACKER_HTTP_ADDR') ? ['PACKER_HTTP_ADDR'] : []),
  ];
  return {
    environment: Object.fromEntries(
      all.filter((each) => !isOpen(each)).map(([name, value]) => [name, plain(value)] as const),
    ),
    notes: [],
    doubts: left.map((name) => ({
      place,
      message: `the environment variable \`${name}\` is left out: only Packer computes its value`,
    })),
  };
}

function* givenIn(settings: Settings): Generator<readonly [string, string]> {
  for (const each of texts(settings.environment_vars)) {
    const at = each.indexOf('=');
    if (at > 0) yield [each.slice(0, at), each.slice(at + 1)];
  }
  const { env } = settings;
  if (typeof env === 'object' && env !== null && !Array.isArray(env))
    for (const [name, value] of Object.entries(env)) yield [name, String(value as string)];
}
