import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runProcess } from '../../../host/process.ts';
import type { Ended } from '../../../host/process.ts';
import { STATUS } from './base-system.ts';
import { rewriteSources } from './sources.ts';
import type { How } from '../manager.ts';

const LISTS = '/var/lib/apt/lists';
const STATES = '/var/lib/apt/extended_states';
/** Settings of a machine that decide what is installed. Others could start programs here. */
const TAKEN = /^APT::(?:Install-Recommends|Install-Suggests|Default-Release) "[\w.+~/-]*";$/gm;

export interface AptSettings extends How {
  readonly arch: string;
  /** The address to ask in place of one. */
  readonly address: (url: string) => string;
}

/** A folder in which apt of this machine works as that of another one, for which it only computes. */
export class AptRoot {
  readonly #root: string;
  readonly #how: AptSettings;
  /** Addresses of sources by what is asked in place of them. */
  readonly #originals: Map<string, string>;

  private constructor(root: string, how: AptSettings, originals: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#how = how;
    this.#originals = new Map(originals);
  }

  /** Makes it from what was read of a base image. Settings of that image that could start programs are not taken. */
  static async make(root: string, how: AptSettings): Promise<AptRoot> {
    const apt = new AptRoot(root, how, new Map());
    for (const folder of [
      `${LISTS}/partial`,
      '/var/cache/apt/archives/partial',
      '/etc/apt/sources.list.d',
      '/etc/apt/preferences.d',
      '/etc/apt/trusted.gpg.d',
      '/var/log/apt',
    ])
      mkdirSync(apt.path(folder), { recursive: true });
    const parts = [apt.path('/etc/apt/apt.conf.d'), apt.path('/etc/apt/apt.conf')];
    writeFileSync(
      apt.path('/apt.conf'),
      `Dir::Etc::parts "${parts[0]}";\nDir::Etc::main "${parts[1]}";\nDir::Etc "/nowhere";\n`,
    );
    const { stdout } = await apt.run('apt-config', ['dump']);
    const taken = stdout.match(TAKEN) ?? [];
    for (const each of parts) rmSync(each, { recursive: true, force: true });
    mkdirSync(parts[0]!);
    const foreign = apt.read('/var/lib/dpkg/arch')?.match(/^[a-z0-9-]+$/gm) ?? [];
    const architectures = [...new Set([how.arch, ...foreign])].map((each) => `"${each}"; `).join('');
    const settings = [
      `Dir "${root}/";`,
      `Dir::State::status "${apt.path(STATUS)}";`,
      `APT::Architecture "${how.arch}";`,
      `APT::Architectures { ${architectures}};`,
      // The folder is of whoever runs it.
      'APT::Sandbox::User "";',
      'APT::Get::List-Cleanup "false";',
      'Acquire::Languages "none";',
      'Acquire::ForceHash "SHA256";',
      'Acquire::Retries "3";',
      'APT::Update::Error-Mode "any";',
      // Ubuntu gives an upgrade to some machines first, and the machine of the build may be none of them.
      'APT::Get::Never-Include-Phased-Updates "true";',
      ...taken,
    ];
    writeFileSync(apt.path('/apt.conf'), `${settings.join('\n')}\n`);
    for (const path of apt.sources()) apt.write(path, apt.read(path)!);
    return apt;
  }

  path(path: string): string {
    return join(this.#root, resolve('/', path));
  }

  read(path: string): string | null {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : null;
  }

  /** Writes a file as the machine has it. Sources are changed so that apt finds here what they name. */
  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    const isSource = typeof content === 'string' && /\.(?:list|sources)$/.test(path);
    writeFileSync(
      this.path(path),
      isSource
        ? rewriteSources(
            { path, text: content },
            { address: (uri) => this.#address(uri), key: (each) => this.path(each) },
          )
        : content,
    );
  }

  delete(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** Files of sources, as paths of the machine. */
  sources(): string[] {
    const folder = '/etc/apt/sources.list.d';
    const files = readdirSync(this.path(folder)).filter((name) => /\.(?:list|sources)$/.test(name));
    const all = ['/etc/apt/sources.list', ...files.map((name) => `${folder}/${name}`)];
    return all.filter((path) => existsSync(this.path(path)));
  }

  /** Another one as this one is now, in an empty folder. */
  copy(root: string): AptRoot {
    const copied = (folder: string) => {
      for (const entry of readdirSync(join(this.#root, folder), { withFileTypes: true })) {
        const path = join(folder, entry.name);
        mkdirSync(join(root, folder), { recursive: true });
        if (entry.isDirectory()) {
          mkdirSync(join(root, path), { recursive: true });
          copied(path);
        } else if (path.startsWith(LISTS.slice(1))) linkSync(join(this.#root, path), join(root, path));
        else if (!path.endsWith('.bin')) copyFileSync(join(this.#root, path), join(root, path));
      }
    };
    copied('');
    const moved = (path: string) => {
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replaceAll(`${this.#root}/`, `${root}/`));
    };
    const made = new AptRoot(root, this.#how, this.#originals);
    for (const path of ['/apt.conf', ...made.sources()]) moved(made.path(path));
    return made;
  }

  /** The address of a package as the sources of the machine have it. */
  original(url: string): string {
    const asked = [...this.#originals.keys()].filter((each) => url.startsWith(each));
    const [longest] = asked.sort((a, b) => b.length - a.length);
    return longest === undefined ? url : this.#originals.get(longest)! + url.slice(longest.length);
  }

  run(command: string, args: readonly string[]): Promise<Ended> {
    const env = { ...this.#how.env, APT_CONFIG: this.path('/apt.conf') };
    return runProcess(command, args, { env, signal: this.#how.signal });
  }

  /** Marks packages as there because of others. */
  markAutomatic(names: readonly (readonly [name: string, arch: string])[]): void {
    const stanzas = names.map(
      ([name, arch]) => `Package: ${name}\nArchitecture: ${arch}\nAuto-Installed: 1\n\n`,
    );
    const before = this.read(STATES) ?? '';
    this.write(STATES, before + stanzas.join(''));
  }

  #address(uri: string): string | null {
    // cloud images of Debian name a list of mirrors; all of them have the same.
    const list = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
    const found = list === undefined ? uri : (this.read(list)?.match(/^https?:\S+/m)?.[0] ?? '');
    if (!/^https?:\/\//.test(found)) return null;
    const asked = this.#how.address(found);
    this.#originals.set(asked, found);
    return asked;
  }
}
