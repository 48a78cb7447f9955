import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { folder } from '../command-line.ts';

/** A package: what it requires, recommends, provides, conflicts with, and files by path. */
export interface Made {
  readonly requires?: readonly string[];
  readonly recommends?: readonly string[];
  readonly provides?: readonly string[];
  readonly conflicts?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** Versions with releases by name, one or several: `1.0-1`, `2:1.0-1`. */
export type Packages = Readonly<Record<string, string | readonly string[]>>;

/** Repositories of dnf on loopback. */
export interface RpmServer {
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** Makes packages the newest state of a repository, with the texts of modules if there are any. */
  publish(packages: Packages, repository?: string, modules?: string): void;
  /** What packages of a name are made of from now on. */
  define(name: string, what: Made): void;
  /** The path of a package. */
  rpm(name: string, version: string): string;
}

/** The repository that base images of the tests have. */
export const BASE = '9/BaseOS/x86_64';

export async function rpmServer(): Promise<RpmServer> {
  const work = folder({});
  const root = join(work, 'served');
  const made = new Map<string, string>();
  const kinds = new Map<string, Made>();
  const asked: string[] = [];

  function rpm(name: string, given: string): string {
    const what = kinds.get(name) ?? {};
    const key = JSON.stringify([name, given, what]);
    const known = made.get(key);
    if (known !== undefined) return known;
    const [, epoch = '0', version, release] = /^(?:(\d+):)?([^-]+)-(.*)$/.exec(given)!;
    const top = join(work, `rpm-${made.size}`);
    const files = Object.entries({ [`/usr/share/doc/${name}/version`]: `${given}\n`, ...what.files });
    for (const [path, text] of files) {
      mkdirSync(join(top, 'root', path, '..'), { recursive: true });
      writeFileSync(join(top, 'root', path), text);
    }
    const lines = (field: string, values: readonly string[] = []) =>
      values.map((each) => `${field}: ${each}`);
    const spec = [
      `Name: ${name}\nEpoch: ${epoch}\nVersion: ${version}\nRelease: ${release}\nSummary: for a test\nLicense: MIT`,
      'BuildArch: noarch\nAutoReqProv: no',
      ...lines('Requires', what.requires),
      ...lines('Recommends', what.recommends),
      ...lines('Provides', what.provides),
      ...lines('Conflicts', what.conflicts),
      `%description\nFor a test.\n%install\ncp -a ${join(top, 'root')}/. %{buildroot}/\n%files`,
      ...files.map(([path]) => path),
      '',
    ];
    writeFileSync(join(top, 'package.spec'), spec.join('\n'));
    const defines = {
      _topdir: top,
      _rpmdir: top,
      _rpmfilename: 'made.rpm',
      _buildhost: 'test',
      // The same package is the same file whenever it is made.
      use_source_date_epoch_as_buildtime: '1',
      clamp_mtime_to_source_date_epoch: '1',
    };
    const options = Object.entries(defines).flatMap(([each, value]) => ['--define', `${each} ${value}`]);
    execFileSync('rpmbuild', ['-bb', '--quiet', ...options, join(top, 'package.spec')], {
      stdio: 'pipe',
      env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
    });
    made.set(key, join(top, 'made.rpm'));
    return join(top, 'made.rpm');
  }

  function publish(packages: Packages, repository = BASE, modules = ''): void {
    const directory = join(root, repository);
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    for (const [name, versions] of Object.entries(packages))
      for (const version of [versions].flat())
        copyFileSync(rpm(name, version), join(directory, `${name}-${version.replace(':', '_')}.noarch.rpm`));
    execFileSync('createrepo_c', ['--quiet', directory], { stdio: 'pipe' });
    if (modules === '') return;
    writeFileSync(join(work, 'modules.yaml'), modules);
    execFileSync(
      'modifyrepo_c',
      ['--mdtype=modules', join(work, 'modules.yaml'), join(directory, 'repodata')],
      {
        stdio: 'pipe',
      },
    );
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    asked.push(pathname);
    const path = join(root, pathname);
    if (!path.startsWith(root) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      return void response.writeHead(404).end();
    const bytes = readFileSync(path);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (range === null) return void response.end(bytes);
    const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    response.writeHead(206, {
      'content-range': `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${bytes.length}`,
    });
    response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    publish,
    define: (name, what) => void kinds.set(name, what),
    rpm,
  };
}
