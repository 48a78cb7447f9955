import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runProcess } from '../../../host/process.ts';
import { files } from '../../../files.generated.ts';
import type { How } from '../manager.ts';
import type { LockedPackage } from '../../lockfile.ts';
import type { Step } from '../steps.ts';
import { DATABASE } from './base-system.ts';
import { pythonOfDnf } from './needed-tools.ts';

const ARCHITECTURES = { amd64: 'x86_64', arm64: 'aarch64' } as const;

export interface DnfSettings extends How {
  readonly arch: keyof typeof ARCHITECTURES;
  /** Holds the indexes of package sources, for all copies. */
  readonly cache: string;
  /** Beginnings of addresses, and what is asked in their place. */
  readonly mirrors: readonly (readonly [from: string, to: string])[];
}

/** A package that a step installs. */
interface Added {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
  readonly sha256?: string;
  readonly url?: string;
  readonly repository?: string;
  /** Of a package that was a file. */
  readonly path?: string;
}

/** A folder in which dnf of this machine works as that of another one, for which it only computes. */
export class DnfRoot {
  readonly #root: string;
  readonly #how: DnfSettings;

  private constructor(root: string, how: DnfSettings) {
    this.#root = root;
    this.#how = how;
  }

  /** Makes it from what was read of a base image. Returns what is wrong if that fails. */
  static async make(root: string, how: DnfSettings): Promise<DnfRoot | string> {
    const dnf = new DnfRoot(root, how);
    // rpm and libdnf look there each time, whatever this machine has.
    writeFileSync(join(how.cache, '.rpmmacros'), `%_dbpath ${DATABASE}\n`);
    writeFileSync(join(how.cache, 'dnf_solver.py'), files['cli/files/dnf_solver.py']!);
    const old = dnf.path(`${DATABASE}/Packages`);
    if (existsSync(old)) {
      // The database of EL 8 can only be read; another one can be changed.
      const args = ['--rebuilddb', '--dbpath', dnf.path(DATABASE), '--define', '_db_backend sqlite'];
      const { code, stderr } = await runProcess('rpmdb', args, { env: how.env, signal: how.signal });
      if (code !== 0 || !existsSync(dnf.path(`${DATABASE}/rpmdb.sqlite`)))
        return `rpmdb of this machine cannot convert the rpm database, which is that of EL 8: ${stderr.trim().split('\n').at(-1)}`;
      rmSync(old, { force: true });
    }
    const answer = await dnf.#ask({ step: null, apply: false, pins: [] });
    return 'refused' in answer ? answer.refused : dnf;
  }

  path(path: string): string {
    return join(this.#root, resolve('/', path));
  }

  read(path: string): string | null {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : null;
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  delete(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** Another one as this one is now, in an empty folder. */
  copy(root: string): DnfRoot {
    cpSync(this.#root, root, { recursive: true });
    return new DnfRoot(root, this.#how);
  }

  /**
   * Computes what a step installs, or returns what is wrong.
   * @param apply does it to the rpm database, for the steps after it
   */
  async solve(
    step: Step,
    pins: readonly LockedPackage[],
    apply: boolean,
  ): Promise<readonly Added[] | string> {
    const answer = await this.#ask({ step, pins, apply });
    return 'refused' in answer ? answer.refused : (answer.install ?? []);
  }

  async #ask(job: object): Promise<{ readonly install?: readonly Added[] } | { readonly refused: string }> {
    const { arch, cache, env, mirrors, signal } = this.#how;
    const input = JSON.stringify({
      root: this.#root,
      dbpath: DATABASE,
      cache,
      arch: ARCHITECTURES[arch],
      mirrors,
      ...job,
    });
    const { code, stdout, stderr } = await runProcess(
      (await pythonOfDnf(env))!,
      [join(cache, 'dnf_solver.py')],
      { input, signal, env: { ...env, HOME: cache } },
    );
    if (code !== 0) return { refused: stderr.trim().split('\n').at(-1) || 'dnf of this machine has ended' };
    return JSON.parse(stdout) as { install: readonly Added[] } | { refused: string };
  }
}
