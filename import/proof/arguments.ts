import { ownOf } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { System } from '../model/system.ts';
import type { FlatTask } from '../model/task.ts';
import { TREE } from '../expand/scope.ts';
import { modeOf } from '../model/mode.ts';
import { nameOf } from '../read/tree.ts';
import { Before } from './before.ts';

type Args = Readonly<Record<string, Data>>;
type Shape = (
  args: Record<string, Data>,
  system: System,
  content: (src: string) => string,
  /** What the tasks before it did. */
  before: Before,
) => readonly Args[];

/**
 * The arguments of a module with what holds anyway put in, so that two ways to say the same are the same: owner, group and
 * mode of a new file of root’s, the state that is the usual one, one package each. Several where a call is several.
 */
export function canonicalArguments(
  { module, args }: FlatTask,
  system: System,
  content: (src: string) => string,
  before = new Before(),
): readonly Args[] {
  const clean: Record<string, Data> = {};
  for (const [name, value] of Object.entries(args)) {
    if (value === null) continue;
    const mode = name === 'mode' || name === 'directory_mode' ? digitsOf(value) : null;
    clean[name] = mode !== null ? mode : TEXTS.has(name) ? value : flag(value);
  }
  const short = module.replace(/^ansible\.builtin\./, '');
  const shaped = (ownOf(SHAPES, short) ?? generic)(clean, system, content, before);
  before.add(short, clean);
  return shaped;
}

/** A mode in four digits. YAML has read a number by then: what begins with 0 is one of octal digits, all else is decimal. */
function digitsOf(value: Data): string | null {
  if (typeof value === 'number' && value <= 0o7777) return value.toString(8).padStart(4, '0');
  return typeof value === 'string' && /^[0-7]{3,4}$/.test(value) ? value.padStart(4, '0') : null;
}

const TEXTS = new Set([
  'content',
  'line',
  'block',
  'cmd',
  'replace',
  'regexp',
  'value',
  '_raw_params',
  'msg',
  'name',
]);

function flag(value: Data): Data {
  if (typeof value !== 'string') return value;
  if (/^(yes|true|on)$/i.test(value)) return true;
  return /^(no|false|off)$/i.test(value) ? false : value;
}

const without = (args: Record<string, Data>, defaults: Args): Record<string, Data> =>
  Object.fromEntries(
    Object.entries(args).filter(
      ([name, value]) => !(name in defaults && JSON.stringify(defaults[name]) === JSON.stringify(value)),
    ),
  );

const generic: Shape = (args, _system, content) => [brought(args, content)];

function brought(args: Record<string, Data>, content: (src: string) => string): Record<string, Data> {
  const { src } = args;
  const mode = modeOf(args.mode);
  return {
    ...args,
    ...(typeof src === 'string' && src.startsWith(`${TREE}/`) && { src: content(src) }),
    ...(typeof mode === 'string' && { mode }),
  };
}

const OF_PEOPLE = /^\/home\/[^/]+\/./;

/** A file that a task writes as root. */
const written =
  (usual: string): Shape =>
  (args, _system, content) => {
    const { dest, src } = args;
    const place =
      typeof dest === 'string' && dest.endsWith('/') && typeof src === 'string'
        ? `${dest}${nameOf(src)}`
        : dest;
    const whole = {
      // What stands there already keeps its owner, and what people have in their folders is theirs.
      ...(typeof place === 'string' && OF_PEOPLE.test(place) ? {} : { owner: 'root', group: 'root' }),
      mode: usual,
      ...args,
      ...(place !== undefined && { dest: place }),
    };
    return [
      without(digits(brought(whole, content)), {
        force: true,
        backup: false,
        follow: false,
        remote_src: false,
        decrypt: true,
        unsafe_writes: false,
        trim_blocks: true,
        newline_sequence: '\n',
      }),
    ];
  };

/** `u=rw,g=r,o=r` in digits. */
function digits(args: Record<string, Data>): Record<string, Data> {
  const { mode } = args;
  if (typeof mode !== 'string' || !/^u=[rwx]*,g=[rwx]*,o=[rwx]*$/.test(mode)) return args;
  const sum = mode.split(',').map((each) =>
    each
      .slice(2)
      .split('')
      .reduce((all, letter) => all | { r: 4, w: 2, x: 1 }[letter]!, 0),
  );
  return { ...args, mode: `0${sum.join('')}` };
}

const packages: Shape = (args, system) => {
  const apt = system.packageManager === 'apt';
  const {
    name,
    update_cache: _a,
    cache_valid_time: _b,
    update_cache_retries: _c,
    update_cache_retry_max_delay: _d,
    ...rest
  } = args;
  const weak = apt ? 'install_recommends' : 'install_weak_deps';
  const state =
    rest.state === 'installed' || rest.state === undefined
      ? 'present'
      : rest.state === 'removed'
        ? 'absent'
        : rest.state;
  const whole: Record<string, Data> = {
    ...(system.packageManager === 'yum' ? {} : { [weak]: true }),
    ...rest,
    state,
  };
  if (state === 'absent') delete whole[weak];
  // Only an upgrade of everything asks which program does it.
  if (name !== undefined || Object.keys(rest).every((key) => key === 'force_apt_get'))
    delete whole.force_apt_get;
  const clean = without(whole, {
    force: false,
    disable_gpg_check: false,
    autoremove: false,
    allow_downgrade: false,
    purge: false,
    lock_timeout: 60,
    allowerasing: false,
  });
  if (name === undefined) return Object.keys(rest).every((key) => key === 'force_apt_get') ? [] : [clean];
  const names =
    typeof name === 'string'
      ? name.split(',').map((each) => each.trim())
      : Array.isArray(name)
        ? (name as readonly Data[]).flat()
        : [name];
  return [
    ...new Map(
      names.filter((each) => each !== '').map((each) => [JSON.stringify(each), { ...clean, name: each }]),
    ).values(),
  ];
};

const service: Shape = (args) => {
  const { daemon_reload: _reload, ...rest } = args;
  const clean = without(rest, { scope: 'system', no_block: false, force: false, use: 'auto' });
  // Systemd reads units anew before one is used.
  return Object.keys(clean).every((key) => key === 'name') ? [] : [clean];
};

const path: Shape = (args, system, content, before) => {
  const { path: given, ...rest } = args;
  const whole = {
    ...rest,
    ...(given !== undefined && { path: typeof given === 'string' ? given.replace(/(.)\/+$/, '$1') : given }),
  };
  if (args.state === 'absent') return [{ path: whole.path!, state: 'absent' }];
  if (args.state === 'directory') {
    const [made] = written('0755')(whole, system, content, before);
    return [without({ ...made }, { recurse: false, follow: true, force: false })];
  }
  if (args.state === 'link')
    return [
      without(digits(whole), {
        owner: 'root',
        group: 'root',
        force: false,
        ...(args.force !== true && { follow: true }),
      }),
    ];
  return [digits(brought(whole, content))];
};

const line: Shape = (args, _system, _content, before) => [
  without(
    { state: 'present', ...args },
    {
      ...(args.regexp === undefined && { insertafter: 'EOF' }),
      create: false,
      backrefs: false,
      backup: false,
      firstmatch: false,
      ...(typeof args.path === 'string' && (OF_PEOPLE.test(args.path) || before.isGiven(args.path))
        ? {}
        : { owner: 'root', group: 'root' }),
    },
  ),
];

/** A block of lines; its file is as one of single lines. */
const block: Shape = (args, system, content, before) => {
  const [plain] = line(args, system, content, before);
  const { mode } = brought(args, content);
  // The end of the last line is there anyway.
  const text = typeof args.block === 'string' ? args.block.replace(/\n$/, '') : args.block;
  return [
    without(
      { ...plain, ...(text !== undefined && { block: text }), ...(mode !== undefined && { mode }) },
      { marker: '# {mark} ANSIBLE MANAGED BLOCK', insertafter: 'EOF' },
    ),
  ];
};

const user: Shape = (args, system, _content, before) => {
  // A new account has no password that could be locked.
  const { name } = args;
  const isNew = typeof name !== 'string' || !(before.accounts.has(name) || name === system.user);
  const whole = { state: 'present', ...args };
  const groups =
    typeof args.groups === 'string' ? args.groups.split(',').map((each) => each.trim()) : args.groups;
  return [
    without(
      {
        ...whole,
        ...(groups !== undefined && { groups }),
        ...(args.uid !== undefined && { uid: Number(args.uid) }),
      },
      {
        system: false,
        create_home: true,
        move_home: false,
        ...(args.password === undefined && isNew && { password_lock: true }),
        ...(isNew && (args.password === '!' || args.password === '!!') && { password: args.password }),
        // It is in no other group yet.
        ...(isNew && { append: true }),
        ...(typeof args.name === 'string' && { group: args.name }),
        force: false,
        remove: false,
      },
    ),
  ];
};

const group: Shape = (args) => [
  without(
    { state: 'present', ...args, ...(args.gid !== undefined && { gid: Number(args.gid) }) },
    { system: false },
  ),
];

const run: Shape = (args, _system, content) => {
  const { cmd, _raw_params: raw, warn: _warn, executable, ...others } = args;
  // What was written for sh does the same in bash.
  const plain = executable === undefined || /^\/(usr\/)?bin\/(ba)?sh$/.test(executable as string);
  const rest = plain ? others : { ...others, executable };
  const line = cmd ?? raw;
  return [
    without(
      brought(
        { ...rest, ...(line !== undefined && { cmd: typeof line === 'string' ? line.trim() : line }) },
        content,
      ),
      { executable: '/bin/sh' },
    ),
  ];
};

const SHAPES: Readonly<Record<string, Shape>> = {
  apt: packages,
  dnf: packages,
  yum: packages,
  package: packages,
  systemd: service,
  service,
  sysvinit: service,
  copy: written('0644'),
  template: written('0644'),
  get_url: (args, system, content, before) => {
    const { url, dest } = args;
    const name = typeof url === 'string' ? nameOf(url.replace(/[?#].*$/, '')) : '';
    const place = typeof dest === 'string' && dest.endsWith('/') ? `${dest}${name}` : dest;
    const [made] = written('0644')(
      { ...args, ...(place !== undefined && { dest: place }) },
      system,
      content,
      before,
    );
    return [without({ ...made }, { force: false, timeout: 10, validate_certs: true, decompress: true })];
  },
  file: path,
  lineinfile: line,
  blockinfile: block,
  user,
  group,
  command: run,
  shell: run,
  raw: run,
  script: run,
};
