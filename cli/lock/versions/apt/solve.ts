import { createHash } from 'node:crypto';
import { EXIT, isFailure } from '../../../shell/command.ts';
import type { Failure } from '../../../shell/command.ts';
import type { LockedPackage } from '../../lockfile.ts';
import type { AptRoot } from './apt-root.ts';
import { STATUS } from './base-system.ts';
import { aptName, DpkgStatus, field, stanzasIn } from './status.ts';
import type { Solving } from '../manager.ts';
import type { Step } from '../steps.ts';
import { PREFERENCES } from './tasks.ts';

/** Does on paper what the build does with packages, step by step. Returns every package that it installs, sorted. */
export async function solve(solving: Solving, apt: AptRoot): Promise<LockedPackage[] | Failure> {
  const solver = new Solver(solving, apt);
  for (const step of solving.need.steps) {
    const failure = await solver.take(step);
    if (failure !== null) return failure;
  }
  return solver.packages();
}

class Solver {
  readonly #how: Solving & { readonly apt: AptRoot };
  readonly #status: DpkgStatus;
  readonly #installed = new Map<string, LockedPackage>();
  /** Packages in files, by path. */
  readonly #fetched = new Map<string, { readonly url: string; readonly sha256: string }>();
  #stale = false;

  constructor(how: Solving, apt: AptRoot) {
    this.#how = { ...how, apt };
    this.#status = new DpkgStatus(apt.read(STATUS) ?? '', how.need.arch);
    if (how.pins.length > 0) apt.write(PREFERENCES, pinsOf(how.pins, how.need.arch));
  }

  packages(): LockedPackage[] {
    const key = ({ name, arch }: LockedPackage) => `${name} ${arch}`;
    return [...this.#installed.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  async take(step: Step): Promise<Failure | null> {
    const { apt, file, fetch } = this.#how;
    switch (step.do) {
      case 'write':
        apt.write(step.path, step.text);
        this.#stale = true;
        return null;
      case 'delete':
        apt.delete(step.path);
        this.#stale = true;
        return null;
      case 'copy': {
        const bytes = file(step.file);
        if (bytes === null) return this.#failure(`${step.file} cannot be read`);
        apt.write(step.path, /\.(?:list|sources)$/.test(step.path) ? Buffer.from(bytes).toString() : bytes);
        this.#stale = true;
        return null;
      }
      case 'fetch': {
        const bytes = await fetch(step.url);
        if (isFailure(bytes as object)) return bytes as Failure;
        apt.write(step.path, bytes as Uint8Array);
        const sha256 = `sha256:${createHash('sha256')
          .update(bytes as Uint8Array)
          .digest('hex')}`;
        this.#fetched.set(step.path, { url: step.url, sha256 });
        return null;
      }
      case 'install': {
        const { names, recommends, release, upgrade } = step;
        const wanted = names.filter((name) => upgrade !== 'no' || !this.#status.has(name));
        if (wanted.length === 0) return null;
        const only = upgrade === 'only' ? ['--only-upgrade'] : [];
        const from = release === null ? [] : ['--target-release', release];
        return this.#apply(
          ['install', ...only, ...from, ...weak(recommends), '--', ...wanted],
          wanted.map(bareName),
        );
      }
      case 'install-file':
        return this.#apply(['install', ...weak(step.recommends), apt.path(step.path)], [], step.path);
      case 'remove': {
        const there = step.names.filter((name) => this.#status.has(name));
        return there.length === 0 ? null : this.#apply(['remove', '--', ...there], []);
      }
      case 'upgrade':
        return this.#apply(step.removes ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs'], []);
      case 'autoremove':
        return this.#apply(['autoremove'], []);
      case 'set':
        return null;
    }
  }

  /** Computes what apt would do, and does it to the status. */
  async #apply(
    args: readonly string[],
    asked: readonly string[],
    path: string | null = null,
  ): Promise<Failure | null> {
    const { apt, need } = this.#how;
    if (this.#stale) {
      const failure = await refresh(apt);
      if (failure !== null) return this.#failure(failure);
      this.#stale = false;
    }
    const common = ['--yes', '--allow-downgrades'];
    const simulated = await apt.run('apt-get', ['--quiet', ...common, '--simulate', ...args]);
    if (simulated.code !== 0) return this.#failure(`apt-get ${args.join(' ')}: ${reasonIn(simulated)}`);
    const changes = changesIn(simulated.stdout);
    for (const { removed } of changes) if (removed !== null) this.#status.remove(removed);
    const fresh = changes.flatMap(({ added }) => added ?? []);
    const automatic = fresh.filter(({ name }) => !this.#status.has(name) && !asked.includes(name));
    if (path !== null) {
      const named = await apt.run('dpkg-deb', ['--field', apt.path(path)]);
      if (named.code !== 0) return this.#failure(`${path}: ${reasonIn(named)}`);
      const name = field(named.stdout, 'Package');
      const own = fresh.findIndex((each) => each.name === name);
      if (own >= 0) {
        const { arch, version } = fresh.splice(own, 1)[0]!;
        const { url, sha256 } = this.#fetched.get(path)!;
        this.#installed.set(`${name}:${arch}`, { name, arch, version, sha256, url });
        this.#status.install(named.stdout.trim());
      }
    }
    const failure = await this.#record(fresh, [...common, ...args]);
    if (failure !== null) return failure;
    apt.markAutomatic(automatic.map(({ name, arch }) => [name, arch === 'all' ? need.arch : arch]));
    apt.write(STATUS, String(this.#status));
    return null;
  }

  /** Looks up the hash and the address of what would be installed. */
  async #record(fresh: readonly Added[], args: readonly string[]): Promise<Failure | null> {
    if (fresh.length === 0) return null;
    const { apt, need } = this.#how;
    const printed = await apt.run('apt-get', ['--quiet=2', '--print-uris', ...args]);
    const files = new Map<string, { readonly url: string; readonly sha256: string }>();
    for (const [, url, name, hash] of printed.stdout.matchAll(
      /^'(\S+)' (\S+)\.deb \d+ SHA256:([0-9a-f]{64})$/gm,
    ))
      files.set(decodeURIComponent(name!), { url: url!, sha256: `sha256:${hash}` });
    const refs = fresh.map((each) => `${aptName(each, need.arch)}=${each.version}`);
    const shown = await apt.run('apt-cache', ['show', ...refs]);
    const stanzas = stanzasIn(shown.stdout);
    for (const { name, arch, version } of fresh) {
      const file = files.get(`${name}_${version}_${arch}`);
      if (file === undefined) return this.#failure(`apt names no SHA-256 of ${name} ${version}`);
      const stanza = stanzas.find(
        (each) =>
          field(each, 'Package') === name &&
          field(each, 'Version') === version &&
          field(each, 'Architecture') === arch &&
          `sha256:${field(each, 'SHA256')}` === file.sha256,
      );
      if (stanza === undefined) return this.#failure(`apt does not show ${name} ${version}`);
      this.#status.install(stanza);
      const url = apt.original(file.url);
      this.#installed.set(`${name}:${arch}`, { name, arch, version, sha256: file.sha256, url });
    }
    return null;
  }

  #failure(reason: string): Failure {
    return {
      exit: EXIT.environment,
      message: `The packages of ${this.#how.target} cannot be solved: ${reason}.`,
      hint: 'apt of this machine computed it, with the packages of the base image and the sources that the build has.',
    };
  }
}

/** Reads the indexes of all sources. Returns what apt says if that fails. */
export async function refresh(apt: AptRoot): Promise<string | null> {
  const { code, stdout, stderr } = await apt.run('apt-get', ['--quiet=2', 'update']);
  return code === 0 ? null : `apt-get update: ${reasonIn({ stdout, stderr })}`;
}

/** Makes apt take these versions. */
function pinsOf(packages: readonly LockedPackage[], native: string): string {
  return packages
    .map((each) => `Package: ${aptName(each, native)}\nPin: version ${each.version}\nPin-Priority: 1001\n`)
    .join('\n');
}

interface Added {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
}

/** Without a version, a suite or an architecture. */
const bareName = (name: string): string => name.split(/[=/:]/)[0]!;

interface Change {
  readonly added: Added | null;
  readonly removed: string | null;
}

/** What `apt-get --simulate` says that would happen. */
function changesIn(text: string): Change[] {
  return text.split('\n').flatMap((line): Change[] => {
    const inst = /^Inst (\S+?)(?::\S+)? (?:\[\S+\] )?\((\S+) .*\[([a-z0-9-]+)\]\)/.exec(line);
    if (inst !== null)
      return [{ added: { name: inst[1]!, version: inst[2]!, arch: inst[3]! }, removed: null }];
    const gone = /^(?:Remv|Purg) (\S+)/.exec(line);
    return gone === null ? [] : [{ added: null, removed: gone[1]! }];
  });
}

const weak = (recommends: boolean | null): string[] =>
  recommends === null ? [] : [recommends ? '--install-recommends' : '--no-install-recommends'];

/** What apt says is wrong, in one line. */
function reasonIn({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const lines = stderr.match(/^E: .*$/gm) ?? stderr.match(/^W: .*$/gm);
  const said = lines?.map((line) => line.slice(3).trim()) ?? [stderr.trim()];
  const depends = stdout.match(/^ \S+ : .*$/gm)?.map((line) => line.trim().replace(/\s+/g, ' ')) ?? [];
  return [...depends, ...said].slice(0, 3).join('; ').replace(/\.$/, '') || 'no reason is given';
}
