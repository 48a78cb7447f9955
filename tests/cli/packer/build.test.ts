import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { bin } from '../../support/fakes/programs.ts';
import { ownTemporaries } from '../../support/temporaries.ts';

const SOURCE = `image xaas-hello {
  title = "Hello"
  os    = [debian12]
  use hello
}

role hello {
  package nginx-light
}
`;

function project(source = SOURCE): string {
  return folder({ 'hello.vkimage': source });
}

const build = (cwd: string, argv: string[], env = bin()) =>
  vkc(cwd, ['build', '--accel', 'tcg', ...argv], { compile, env });

const tree = (cwd: string, image = 'xaas-hello') => join(cwd, 'out', image);
const calls = (cwd: string) =>
  existsSync(join(tree(cwd), 'packer.calls'))
    ? readFileSync(join(tree(cwd), 'packer.calls'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { args: string[]; tmp: string }) // prettier-ignore
    : [];

describe('vkc build', () => {
  test('compiles, builds, and prints the results', async () => {
    const cwd = project();
    const env = bin();
    const temporaries = ownTemporaries();
    const { exit, out, err } = await build(cwd, ['--var', 'disk_size=5G'], env);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const output = join(tree(cwd), 'output');
    expect(readdirSync(output)).toEqual(['xaas-hello']);
    expect(readdirSync(join(output, 'xaas-hello')).sort()).toEqual([
      'build.json',
      'xaas-hello.qcow2',
      'xaas-hello.qcow2.sha256',
    ]);
    expect(out).toContain('built in 0:0');
    expect(out).toContain('4 KiB of a disk of 4 GiB');
    expect(out).toContain(`sha256 ${'ab'.repeat(32)}`);
    expect(out).toMatch(
      /\d\d:\d\d:\d\d xaas-hello {2}provision 1\/2: hello: Install nginx-light \(changed\)/,
    );
    expect(out).toContain('Where the time of xaas-hello went:');
    expect(out).toMatch(/1 target: 1 built, in 0:0\d\n/);
    const [call] = calls(cwd);
    expect(call!.args.join(' ')).toMatch(
      /^build -machine-readable -only=xaas-hello\.qemu\.xaas-hello -var accelerator=tcg -var disk_size=5G -var output_directory=output\/\.partial-\d+ xaas-hello\.pkr\.hcl$/,
    );
    // What Packer leaves in its folder of temporary files goes with it.
    expect(call!.tmp).toContain('vkc-packer-');
    expect(existsSync(call!.tmp)).toBe(false);
    expect(temporaries()).toEqual([]);
    const [logs] = readdirSync(join(tree(cwd), 'logs'));
    expect(readdirSync(join(tree(cwd), 'logs', logs!)).sort()).toEqual([
      'report.html',
      'xaas-hello.log',
      'xaas-hello.packer.log',
      'xaas-hello.tasks.jsonl',
    ]);
    const page = readFileSync(join(tree(cwd), 'logs', logs!, 'report.html'), 'utf8');
    expect(page).toContain('The image is built');
    expect(page).not.toContain('<script');
    expect(existsSync(join(tree(cwd), 'init.ran'))).toBe(false);
  });

  test('rebuilds only the targets whose inputs changed', async () => {
    const cwd = project();
    const env = bin();
    await build(cwd, [], env);
    const again = await build(cwd, [], env);
    expect(again.out).toContain('is up to date');
    expect(again.out).toContain('1 target: 1 unchanged');
    expect(calls(cwd)).toHaveLength(1);
    expect(readdirSync(join(tree(cwd), 'logs'))).toHaveLength(1);
    await build(cwd, ['--force'], env);
    expect(calls(cwd)).toHaveLength(2);
    await build(cwd, ['--var', 'disk_size=8G'], env);
    expect(calls(cwd)).toHaveLength(3);
    writeFileSync(
      join(cwd, 'hello.vkimage'),
      SOURCE.replace('  use', '  description = "Says hello."\n  use'),
    );
    await build(cwd, ['--var', 'disk_size=8G'], env);
    expect(calls(cwd)).toHaveLength(3);
    writeFileSync(join(cwd, 'hello.vkimage'), SOURCE.replace('nginx-light', 'nginx-full'));
    await build(cwd, ['--var', 'disk_size=8G'], env);
    expect(calls(cwd)).toHaveLength(4);
    writeFileSync(join(tree(cwd), 'output/xaas-hello/xaas-hello.qcow2'), 'cut off');
    await build(cwd, ['--var', 'disk_size=8G'], env);
    expect(calls(cwd)).toHaveLength(5);
  });

  test('shows a failed task at its source line, and keeps the earlier image', async () => {
    const cwd = project();
    const env = bin();
    await build(cwd, [], env);
    const { exit, out } = await build(cwd, ['--force'], { ...env, FAKE_PACKER: 'task' } as typeof env);
    expect(exit).toBe(1);
    expect(out.slice(out.indexOf('error'), out.indexOf('= log')).replace(/ +$/gm, '').trimEnd()).toBe(
      `error: xaas-hello: the task \`Install nginx-light\` failed
 --> hello.vkimage:8
  |
8 |   package nginx-light
  |   ^^^^^^^^^^^^^^^^^^^
  | No package matching 'nginx-light' is available
  |
  = help: The system has no package of that name in its repositories.
          \`vkc check\` knows many names that differ between systems.
          If the package is in another repository, add that first with \`repository\`.
          With \`lock_packages: versions\`, nothing can be installed that vkc.lock does not name: name the package in the source, and run vkc lock.
  = task: ansible.builtin.apt in the role hello, playbook/provision_roles/hello/tasks/main.yml:2`,
    );
    expect(out).toContain('1 target: 1 failed');
    expect(readdirSync(join(tree(cwd), 'output'))).toEqual(['xaas-hello']);
    expect(readFileSync(join(tree(cwd), 'output/xaas-hello/xaas-hello.qcow2')).length).toBe(4096);
    // It is what the source says, so that there is nothing to do.
    expect((await build(cwd, [], env)).out).toContain('1 unchanged');
  });

  test('prints the remedy for a known failure', async () => {
    const cwd = project();
    const { exit, out } = await build(cwd, [], bin({ FAKE_PACKER: 'early' }));
    expect(exit).toBe(1);
    expect(out).toContain('error: xaas-hello failed at: boot\n');
    expect(out).toContain('| Timeout waiting for SSH.\n');
    expect(out).toContain('= help: The machine did not answer on ssh in time.');
    expect(existsSync(join(tree(cwd), 'output'))).toBe(false);
  });

  describe('a machine whose build fails', () => {
    const withMachine = () => {
      const env = bin({ FAKE_PACKER: 'machine' });
      copyFileSync('/bin/sleep', join(env.PATH, 'qemu-system-fake'));
      chmodSync(join(env.PATH, 'qemu-system-fake'), 0o755);
      return env;
    };
    const running = (tag: string) =>
      readdirSync('/proc').filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`PATH=${tag}`);
        } catch {
          return false;
        }
      });

    test('is removed', async () => {
      const cwd = project();
      const env = withMachine();
      const { exit, out } = await build(cwd, [], env);
      expect(exit).toBe(1);
      expect(out).not.toContain('= machine:');
      expect(calls(cwd)[0]!.args.join(' ')).not.toContain('-on-error');
      expect(running(env.PATH)).toEqual([]);
      expect(existsSync(join(tree(cwd), 'output'))).toBe(false);
    });

    test('stays with --on-error abort, with its disk, and the login command is printed', async () => {
      const cwd = project();
      const env = withMachine();
      const { exit, out } = await build(cwd, ['--on-error', 'abort'], env);
      expect(exit).toBe(1);
      expect(calls(cwd)[0]!.args).toContain('-on-error=abort');
      const [pid, ...others] = running(env.PATH);
      try {
        expect(others).toEqual([]);
        expect(out).toContain('= machine: It still runs. To log in:\n');
        expect(out).toMatch(
          /ssh -i out\/xaas-hello\/output\/\.kept\/xaas-hello\/id_ed25519 -p 2298 .* debian@127\.0\.0\.1\n/,
        );
        expect(out).toContain(`kill ${pid}; rm -r out/xaas-hello/output/.kept/xaas-hello\n`);
        expect(readdirSync(join(tree(cwd), 'output/.kept/xaas-hello')).sort()).toEqual([
          'id_ed25519',
          'xaas-hello.qcow2',
        ]);
      } finally {
        process.kill(Number(pid), 'SIGKILL');
      }
      // Its disk is not in the way of the next build.
      const { PATH } = env;
      expect((await build(cwd, [], { PATH, HOME: '/nonexistent' })).exit).toBe(0);
      expect(readdirSync(join(tree(cwd), 'output')).sort()).toEqual(['.kept', 'xaas-hello']);
    });

    test('is not kept when the build is interrupted', async () => {
      const cwd = project();
      const running = build(cwd, ['--on-error', 'abort'], bin({ FAKE_PACKER: 'hang' }));
      while (calls(cwd).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      process.emit('SIGINT');
      expect((await running).exit).toBe(130);
      expect(existsSync(join(tree(cwd), 'output'))).toBe(false);
    });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves nothing half done', async (signal) => {
    const cwd = project();
    const env = bin({ FAKE_PACKER: 'hang' });
    const temporaries = ownTemporaries();
    const running = build(cwd, [], env);
    while (calls(cwd).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    process.emit(signal);
    const { exit, out } = await running;
    expect(exit).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(out).toContain('1 target: 1 not built');
    expect(existsSync(join(tree(cwd), 'output'))).toBe(false);
    expect(temporaries()).toEqual([]);
  });

  test('goes on with the other targets when one fails', async () => {
    const source = SOURCE.replace('[debian12]', '[debian12, ubuntu2404, ubuntu2204]');
    const cwd = project(source);
    const env = bin({ FAKE_PACKER: 'xaas-hello-ubuntu24' });
    const { exit, out } = await build(cwd, ['--jobs', '2', '--only', 'debian12,ubuntu2404'], env);
    expect(exit).toBe(1);
    expect(out).toContain('2 targets: 1 built, 1 failed');
    expect(readdirSync(join(tree(cwd), 'output'))).toEqual(['xaas-hello-debian12']);
    // A change that is about one of them leaves the other as it is.
    writeFileSync(
      join(cwd, 'hello.vkimage'),
      source.replace('  use', '  variant big { build { disk = 90G } }\n  use'),
    );
    const more = await build(cwd, ['--only', 'debian12/plain'], env);
    expect(more.out).toContain('1 target: 1 unchanged');
  });

  test('runs `packer init` where Packer knows it', async () => {
    const cwd = project();
    await build(cwd, [], bin({ FAKE_VERSION: '1.11.2' }));
    expect(existsSync(join(tree(cwd), 'init.ran'))).toBe(true);
    expect(calls(cwd)[0]!.args.at(-1)).toBe('.');
    const failed = await build(cwd, ['--force'], bin({ FAKE_VERSION: '1.11.2', FAKE_INIT: '1' }));
    expect(failed.exit).toBe(3);
    expect(failed.err).toContain(
      'xaas-hello: Packer could not get its plugins: Failed getting the "qemu" plugin: 1 error occurred: dial tcp: no such host\n',
    );
    // Development versions are refused by `packer init`, and used by the build.
    const paths = ['qemu', 'ansible'].map(
      (name) => `/p/${name}/packer-plugin-${name}_v1.1.5-dev_x5.0_linux_amd64`,
    );
    const installed = bin({ FAKE_VERSION: '1.11.2', FAKE_INIT: '1', FAKE_PLUGINS: paths.join('\n') });
    expect((await build(cwd, ['--force'], installed)).exit).toBe(0);
  });

  test('makes a new key, unless another build of the tree runs', async () => {
    const cwd = project();
    const key = () => readFileSync(join(tree(cwd), 'seed/id_ed25519'), 'utf8');
    expect((await build(cwd, [])).exit).toBe(0);
    writeFileSync(join(tree(cwd), 'seed/id_ed25519'), 'in use\n');
    const other = join(tree(cwd), `output/.partial-${process.ppid}`);
    mkdirSync(other);
    expect((await build(cwd, ['--force'])).exit).toBe(0);
    expect(key()).toBe('in use\n');
    rmSync(other, { recursive: true });
    expect((await build(cwd, ['--force'])).exit).toBe(0);
    expect(key()).toBe('key\n');
  });

  test('leaves the accelerator to the sources of a pipeline', async () => {
    const cwd = project(SOURCE.replace('  use', '  sources = external\n  use'));
    await vkc(cwd, ['compile', '-q'], { compile });
    writeFileSync(join(tree(cwd), 'sources.pkr.hcl'), 'source "qemu" "debian-12" {}\n');
    const env = bin({ FAKE_VERSION: '1.11.2' });
    const { exit, err } = await vkc(cwd, ['build'], { compile, env });
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(calls(cwd)[0]!.args.join(' ')).not.toContain('accelerator');
    expect(existsSync(join(tree(cwd), 'seed'))).toBe(false);
    writeFileSync(join(tree(cwd), 'sources.pkr.hcl'), 'source "qemu" "debian-12" { cpus = 2 }\n');
    expect((await vkc(cwd, ['build'], { compile, env })).out).toContain('1 built');
    const old = await vkc(cwd, ['build'], { compile, env: bin() });
    expect(old.err).toContain('Packer 1.6.6 reads only one file, but the sources are in another.');
  });

  test('builds a tree as it stands', async () => {
    const cwd = project();
    await vkc(cwd, ['compile', '-q'], { compile });
    rmSync(join(cwd, 'hello.vkimage'));
    expect((await build(cwd, ['out/xaas-hello'])).exit).toBe(0);
    expect((await build(tree(cwd), [])).exit).toBe(0);
    mkdirSync(join(tree(cwd), 'output/.partial-999999999/x'), { recursive: true });
    expect((await build(tree(cwd), ['--force'])).exit).toBe(0);
    expect(readdirSync(join(tree(cwd), 'output'))).toEqual(['xaas-hello']);
  });

  test('reports problems of the command line or the machine before anything starts', async () => {
    const cwd = project();
    const wrong = async (argv: string[], env = bin()) => {
      const { exit, err } = await build(cwd, argv, env);
      return `${exit}: ${err.replace(/\n\s*/g, ' ').replaceAll('vkc: ', '').trim()}`;
    };
    expect(await wrong(['--only', 'xaas-helo'])).toBe(
      '2: There is no target `xaas-helo`. Did you mean `xaas-hello`? There is xaas-hello.',
    );
    expect(await wrong(['--jobs', '0'])).toBe('2: --jobs 0: is not a number of machines. Give 1 or more.');
    expect(await wrong(['--var', 'disk_sise=5G'])).toBe(
      '2: The image has no variable disk_sise. Did you mean disk_size?',
    );
    expect(await wrong(['--var', 'accelerator=kvm'])).toBe(
      '2: --var does not take accelerator. Choose it with --accel.',
    );
    expect(await wrong(['--var', 'x'])).toBe(
      '2: --var x: has no `=`. It takes NAME=VALUE, as in --var disk_size=50G.',
    );
    const missing = await wrong([], bin({}, 'packer', 'xorriso'));
    expect(missing).toContain('3: Packer, which builds the images, is not here.');
    expect(missing).toContain("xorriso, which makes the CD with the build's seed, is not here.");
    expect(calls(cwd)).toEqual([]);
    writeFileSync(join(cwd, 'hello.vkimage'), `${SOURCE}\nnonsense`);
    expect((await build(cwd, [])).exit).toBe(1);
    writeFileSync(join(cwd, 'hello.vkimage'), SOURCE.replace('  use', '  sources = external\n  use'));
    expect(await wrong([])).toContain('3: xaas-hello: the tree contains no sources');
  });

  test('--force does not overwrite what someone changed in the tree', async () => {
    const cwd = project();
    await vkc(cwd, ['compile', '-q'], { compile });
    writeFileSync(join(tree(cwd), 'seed.sh'), 'mine');
    const { exit, err } = await build(cwd, ['--force']);
    expect(exit).toBe(3);
    expect(err).toContain('`vkc compile --force` overwrites');
  });

  test('--accel kvm fails if KVM does not boot; auto uses an accelerator that boots', async () => {
    const cwd = project();
    const no = await vkc(cwd, ['build', '--accel', 'kvm'], { compile, env: bin() });
    expect(no.exit).toBe(3);
    expect(no.err).toContain('KVM does not work here: ');
    const auto = await vkc(cwd, ['build'], { compile, env: bin() });
    expect(auto.exit).toBe(0);
    expect(auto.err).toMatch(/^vkc: KVM does not work here \(.*\): machines are emulated/);
    expect(calls(cwd)[0]!.args).toContain('accelerator=tcg');
  });
});
