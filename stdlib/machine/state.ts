import type { Effects, Need, Thing } from '../../compiler/sdk/effects.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { folderOf } from '../shared/effects.ts';
import { GROUPS, isOfOtherFamily, LISTED, UNITS, USERS } from './base-data.ts';
import { mayBring } from './bringing.ts';
import type { Installed } from './bringing.ts';

/** Whether something is on the machine: only what is certainly `missing` is worth a word. */
export type Presence = 'there' | 'unknown' | 'missing';

/** Programs that make folders. */
const MAKES_FOLDERS =
  /\b(?:mkdir|install|cp|mv|ln|rsync|mount|docker|podman|useradd|adduser|usermod|systemd-tmpfiles|mktemp|creates|path|dest|state)\b/;
const MAKES_ACCOUNTS =
  /\b(?:useradd|adduser|usermod|groupadd|addgroup|groupmod|gpasswd|systemd-sysusers|newusers)\b/;
/** Commands that only use a unit. */
const USES_UNITS = /^\s*(?:sudo\s+)?(?:systemctl|service|journalctl)\s+(?!link|edit)/;

/** Where systemd looks for units. */
const UNIT_FILE = /^\/(?:etc|run|usr\/lib|usr\/local\/lib|lib)\/systemd\/system\/([^/]+)$/;

/** Folders of which no base image has anything. What is needed from there is missing unless something brings it. */
const EMPTY: ReadonlySet<string> = new Set(['/opt', '/srv', '/usr/local/bin', '/usr/local/sbin']);

/** Folders of settings that no system had before systemd 254. */
const SETTINGS = /^\/etc\/systemd\/\w+\.conf\.d$/;
const NEW_SYSTEMD: ReadonlySet<string> = new Set(['debian13', 'almalinux10', 'rocky10']);

/** What is on a machine while the resources of a target run, one after another. */
export class MachineState {
  readonly #os: Os;
  /** Whether the base image is one that the library knows. */
  readonly #known: boolean;
  readonly #made = new Map<Thing['what'], Set<string>>();
  /** Folders of which everything that is in them is known. */
  readonly #fresh = new Set<string>();
  #filled: { readonly path: string; readonly step: number }[] = [];
  readonly #told: string[] = [];
  readonly #takers: { readonly takes: NonNullable<Effects['takes']>; readonly step: number }[] = [];
  /** How many resources have run. */
  #step = 0;
  readonly #packages = new Map<string, Installed>();
  #anything = false;

  constructor(os: Os, known: boolean) {
    this.#os = os;
    this.#known = known;
  }

  apply({ makes = [], fills = [], told, anything, takes }: Effects, ofLibrary: boolean): void {
    if (takes !== undefined) this.#take(takes);
    for (const { what, name } of makes) {
      if (what === 'package') this.#packages.set(name, { name, ofLibrary });
      else if (what === 'folder') this.#make(name);
      else this.#add(what, name);
      const [, unit] = (what === 'file' && UNIT_FILE.exec(name)) || [];
      if (unit !== undefined) this.#add('unit', unit);
    }
    this.#filled.push(...fills.map((path) => ({ path, step: this.#step })));
    this.#step += 1;
    // The library's commands make what its resources say, and nothing else.
    if (ofLibrary) return;
    if (told !== undefined) this.#told.push(told);
    if (anything) this.#anything = true;
  }

  presence(thing: Thing): Presence {
    const { what, name } = thing;
    if (this.#made.get(what)?.has(name)) return 'there';
    if (this.#anything || !this.#known) return 'unknown';
    switch (what) {
      case 'folder':
        return this.#folder(thing);
      case 'file':
        return this.#file(thing);
      case 'path':
        if (['file', 'folder'].some((each) => this.#made.get(each as Thing['what'])?.has(name)))
          return 'there';
        return this.#file(thing);
      case 'user':
      case 'group':
        if (name === this.#os.user) return 'there';
        if ((what === 'user' ? USERS : GROUPS).has(name) && !isOfOtherFamily(name, this.#os.family.ansible))
          return 'there';
        if (this.#told.some((text) => MAKES_ACCOUNTS.test(text) && mentions(text, name))) return 'unknown';
        return this.#byPackage(thing, name);
      case 'unit': {
        const bare = name.replace(/\.\w+$/, '');
        const template = bare.replace(/@.*$/, '');
        if (UNITS.has(bare) || UNITS.has(template)) return 'there';
        if (this.#made.get('unit')?.has(name.replace(/@[^.]*/, '@'))) return 'there';
        if (this.#told.some((text) => !USES_UNITS.test(text) && mentions(text, bare))) return 'unknown';
        return this.#byPackage(thing, bare);
      }
      default:
        return 'unknown';
    }
  }

  /** The part of a path that is not there yet, from its first folder on; null when all are there. */
  missingPart(path: string): { readonly folder: string; readonly part: string } | null {
    const names = path.split('/').filter(Boolean);
    let folder = '';
    for (const [i, name] of names.entries()) {
      const next = `${folder}/${name}`;
      if (!this.#made.get('folder')?.has(next)) {
        const listed = LISTED.get(folder || '/');
        const missing =
          listed === undefined
            ? this.#fresh.has(folder) || this.#isPlain(folder, next)
            : !listed.includes(name) && !this.#isHome(next);
        if (missing) return { folder: next, part: names.slice(i).join('/') };
      }
      folder = next;
    }
    return null;
  }

  #folder(thing: Need | Thing): Presence {
    const missing = this.missingPart(thing.name);
    if (missing === null) return 'unknown';
    const { folder, part } = missing;
    if (this.#isFilled(folder)) return 'unknown';
    const names = part.split('/');
    const told = this.#told.some(
      (text) => MAKES_FOLDERS.test(text) && names.some((name) => mentions(text, name)),
    );
    return told ? 'unknown' : this.#byPackage({ what: 'folder', name: folder }, part);
  }

  /** A file is missing in a folder that is not there, or of which everything is known. */
  #file({ name }: Thing): Presence {
    if (this.#told.some((text) => mentions(text, name.slice(name.lastIndexOf('/') + 1)))) return 'unknown';
    const folder = folderOf(name);
    if (this.missingPart(folder) !== null) return this.#folder({ what: 'folder', name: folder });
    const taken = this.#takers.findLast(({ takes }) => takes(name, 'file') === 'removed');
    if (this.#isFilled(folder, taken?.step)) return 'unknown';
    if (taken !== undefined) return this.#byPackage({ what: 'file', name }, name.slice(1));
    const empty = EMPTY.has(folder) && !this.#told.some((text) => text.includes(folder));
    if (!empty && !this.#fresh.has(folder)) return 'unknown';
    return this.#byPackage({ what: 'file', name }, name.slice(1));
  }

  /** Whether anything may have been put into a folder, from a step on. */
  #isFilled(folder: string, since = 0): boolean {
    return this.#filled.some(
      ({ path, step }) => step >= since && (folder === path || folder.startsWith(`${path}/`)),
    );
  }

  #byPackage(thing: Thing, own: string): Presence {
    for (const each of this.#packages.values()) if (mayBring(each, thing, own, this.#os)) return 'unknown';
    return 'missing';
  }

  #isHome(path: string): boolean {
    return path === `/home/${this.#os.user}`;
  }

  /** Whether a folder that no list has is one that no base image has all the same. */
  #isPlain(folder: string, path: string): boolean {
    if (folder === '/etc/systemd/system') return /\.(?:service|socket|timer|mount|slice)\.d$/.test(path);
    if (SETTINGS.test(path)) return !NEW_SYSTEMD.has(this.#os.name);
    return folder === `/home/${this.#os.user}` && !/\/\.(?:ssh|cache|ansible|config|local)$/.test(path);
  }

  #take(takes: NonNullable<Effects['takes']>): void {
    this.#takers.push({ takes, step: this.#step });
    this.#filled = this.#filled.filter(({ path }) => takes(path, 'folder') !== 'removed');
    for (const what of ['file', 'folder'] as const) {
      const made = this.#made.get(what);
      for (const path of made ?? []) if (takes(path, what) === 'removed') made!.delete(path);
    }
  }

  /** A folder with those above it; of one that was not there all that comes into it is known. */
  #make(path: string): void {
    const missing =
      this.presence({ what: 'folder', name: path }) === 'missing' ? this.missingPart(path) : null;
    for (let at = path; ; at = folderOf(at)) {
      this.#add('folder', at);
      if (missing !== null && at.length >= missing.folder.length) this.#fresh.add(at);
      // Above a path that is not absolute, as of a variable of Ansible's, is nothing that is known.
      if (!at.includes('/', 1)) break;
    }
  }

  #add(what: Thing['what'], name: string): void {
    const found = this.#made.get(what);
    if (found === undefined) this.#made.set(what, new Set([name]));
    else found.add(name);
  }
}

/** Whether a text has a name as a word of its own. */
export function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
}
