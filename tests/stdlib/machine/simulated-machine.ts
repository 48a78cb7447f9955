import type { Value } from '../../../compiler/model/value.ts';
import type { Task } from '../../../compiler/model/ir.ts';

/** Folders of Debian's cloud image in which the programs write; nothing else of it is needed. */
const BASE =
  `/ /etc /etc/cron.d /etc/logrotate.d /etc/systemd /etc/systemd/system /home /opt /root /srv /usr /usr/bin /usr/local
  /usr/local/bin /usr/local/lib /var /var/lib /var/log /var/tmp`.split(/\s+/);

/** Those in which it has nothing. */
const EMPTY = ['/opt', '/srv', '/usr/local/bin'];
const INHABITED = new Set(BASE.filter((folder) => !EMPTY.includes(folder)));

export interface Stop {
  readonly what: string;
  readonly line: number;
}

type Args = Readonly<Record<string, unknown>>;

/**
 * A machine that runs tasks as Ansible's modules do, as far as their documentation says when they stop: what is not there
 * where it has to be. It knows nothing of what vkc says that its resources need and make.
 */
export class SimulatedMachine {
  readonly #folders = new Set(BASE);
  readonly #files = new Set(['/etc/hosts', '/etc/fstab']);
  readonly #users = new Set(['root', 'www-data']);
  readonly #groups = new Set(['root', 'adm', 'www-data']);
  readonly #units = new Set(['cron', 'ssh']);
  readonly #removed = new Set<string>();
  /** Folders in which anything may be: what an archive has, and what a link leads to. */
  readonly #filled = new Set<string>();

  /** Runs a task, of a loop one after another; what stops it, and the line of the source, or null. */
  run(task: Task): Stop | null {
    const loop = task.keywords.get('loop');
    if (loop?.type !== 'list') {
      const what = this.#run(task, plain(task.args) as Args);
      return what === null ? null : { what, line: task.origin.line };
    }
    for (const item of loop.items) {
      const what = this.#run(task, withItem(plain(task.args) as Args, plain(item)));
      if (what !== null) return { what, line: lineOf(item) ?? task.origin.line };
    }
    return null;
  }

  #run(task: Task, args: Args): string | null {
    const module = task.module.replace('ansible.builtin.', '');
    const path = String(args['dest'] ?? args['path'] ?? '');
    switch (module) {
      case 'file':
        return this.#file(path, args);
      case 'copy':
      case 'get_url':
        return this.#within(path) ?? this.#owned(args) ?? this.#write(path);
      case 'lineinfile':
      case 'blockinfile':
      case 'replace':
        if (args['create'] === true) this.#makeFolders(parent(path));
        else if (!this.#mayBe(path)) return `no file ${path}`;
        return this.#owned(args) ?? this.#write(path);
      case 'unarchive':
        if (!this.#folders.has(path)) return `no folder ${path}`;
        this.#filled.add(path);
        return this.#owned(args);
      case 'user':
        return this.#user(args);
      case 'group':
        this.#groups.add(String(args['name']));
        return null;
      case 'systemd':
        return this.#systemd(args);
      default:
        throw new Error(`the machine has no module ${task.module}`);
    }
  }

  #file(path: string, args: Args): string | null {
    switch (args['state']) {
      case 'directory':
        if (this.#files.has(path)) return `${path} is a file`;
        this.#makeFolders(path);
        return this.#owned(args);
      case 'absent':
        this.#removed.add(path);
        for (const set of [this.#folders, this.#files, this.#filled])
          for (const each of set) if (each === path || each.startsWith(`${path}/`)) set.delete(each);
        return null;
      case 'link': {
        const target = String(args['src']);
        if (!this.#folders.has(target) && !this.#mayBe(target) && args['force'] !== true)
          return `no target ${target}`;
        this.#filled.add(path);
        return this.#within(path) ?? this.#write(path);
      }
      default:
        throw new Error(`the machine knows no state ${String(args['state'])}`);
    }
  }

  #user(args: Args): string | null {
    const groups = [args['group'], ...((args['groups'] as unknown[] | undefined) ?? [])]
      .filter(Boolean)
      .map(String);
    for (const group of groups) if (!this.#groups.has(group)) return `no group ${group}`;
    const name = String(args['name']);
    this.#users.add(name);
    // Debian gives a user a group of the same name.
    this.#groups.add(name);
    if (args['create_home'] !== false) this.#makeFolders(String(args['home'] ?? `/home/${name}`));
    return null;
  }

  #systemd(args: Args): string | null {
    const name = args['name'];
    if (typeof name !== 'string') return null;
    const bare = name.replace(/\.service$/, '');
    return this.#units.has(bare) ? null : `no unit ${name}`;
  }

  /** Whether a file is there; nobody knows all files that a base image has in its other folders. */
  #mayBe(path: string): boolean {
    if (this.#files.has(path)) return true;
    return !this.#removed.has(path) && (INHABITED.has(parent(path)) || this.#isFilled(path));
  }

  #owned(args: Args): string | null {
    const { owner, group } = args;
    if (typeof owner === 'string' && !this.#users.has(owner)) return `no user ${owner}`;
    return typeof group === 'string' && !this.#groups.has(group) ? `no group ${group}` : null;
  }

  #isFilled(path: string): boolean {
    return [...this.#filled].some((folder) => path.startsWith(`${folder}/`));
  }

  #within(path: string): string | null {
    return this.#folders.has(parent(path)) || this.#isFilled(path) ? null : `no folder ${parent(path)}`;
  }

  #write(path: string): null {
    this.#files.add(path);
    this.#removed.delete(path);
    const [, unit] = /^\/etc\/systemd\/system\/([^/]+)$/.exec(path) ?? [];
    if (unit !== undefined) this.#units.add(unit.replace(/\.service$/, ''));
    return null;
  }

  #makeFolders(path: string): void {
    for (let each = path; each !== '/' && !this.#folders.has(each); each = parent(each))
      this.#folders.add(each);
  }
}

const parent = (path: string) => path.slice(0, path.lastIndexOf('/')) || '/';

/** A value as JSON has it. */
function plain(value: Value): unknown {
  if (value.type === 'list') return value.items.map(plain);
  if (value.type === 'map')
    return Object.fromEntries([...value.entries].map(([name, item]) => [name, plain(item)]));
  return 'value' in value ? value.value : null;
}

/** Arguments with what a loop puts in the place of `{{ item }}` and `{{ item.NAME }}`. */
function withItem(args: Args, item: unknown): Args {
  const filled = Object.entries(args).map(([name, value]) => {
    const found = /^\{\{ item(?:\.(\w+))? \}\}$/.exec(String(value));
    if (found === null) return [name, value];
    const key = found[1];
    return [name, key === undefined ? item : (item as Record<string, unknown>)[key]];
  });
  return Object.fromEntries(filled) as Args;
}

/** The last line of the source that an item comes from: a path stands where its resource does. */
function lineOf(value: Value): number | undefined {
  if (value.type !== 'map') return value.origin?.line;
  return [...value.entries.values()].map(lineOf).find((line) => line !== undefined);
}
