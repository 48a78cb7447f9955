#!/usr/bin/env node
// Compiles two images, builds one with `vkc build` and one with Packer alone, boots the results and asserts the marketplace's checklist; runs
// all of the standard library on machines of both families; and has the newest Ansible look at all trees.
//
//   node tests/e2e/run.mjs [--trees DIRECTORY] [debian] [el] [library-debian] [library-el] [lint] [debian13] [ubuntu] [all]
//
// Without names, those of every change, three at a time; `all` are those that only the nightly workflow runs, too. --trees takes the trees
// of debian and el from DIRECTORY/<image> in place of compiling them.
// No /dev/kvm is needed: machines are emulated, and those of the library are user-mode Linux, which takes a fifth of the time. What is
// made is below .work/e2e; base images are kept there for the next run.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { baseImage } from './base.mjs';
import { buildExample, failingBuild, interruptedBuild } from './build-lane.mjs';
import {
  assertArtifact,
  assertChecklist,
  assertDifferent,
  assertForgotten,
  assertReset,
  look,
} from './checklist.mjs';
import { Machine, must } from './machine.mjs';
import { newestAnsible } from './library/ansible.mjs';
import { assertLocked, lockedExample } from './locked.mjs';
import { lanes as libraryLanes, libraryLane } from './library/lane.mjs';
import { lintLane, runLintLane } from './library/lint-lane.mjs';
import { run, sleep, start } from './process.mjs';
import { publishExample } from './publish-lane.mjs';
import { Report } from './report.mjs';
import {
  assertDamagedImage,
  assertInterrupted,
  assertRpmInventory,
  assertVkcVerify,
} from './verify-lane.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const work = join(root, '.work/e2e');
const required = ['cloud-init', 'curl', 'qemu-guest-agent', 'openssh-server', 'ca-certificates'];

const systems = {
  debian: {
    source: 'examples/debian/debian.vkimage',
    image: 'xaas-hello',
    variable: 'debian_12',
    vkc: true,
    user: 'debian',
    packages: [...required, 'nginx-light'],
    removed: ['strace'],
    ports: [22, 80],
    contents: [['curl -s http://127.0.0.1/', 'Hello from {{ the marketplace }}, 100% bookworm']],
  },
  el: {
    source: 'tests/e2e/stand-in.vkimage',
    image: 'xaas-stand-in',
    variable: 'almalinux_91',
    user: 'almalinux',
    packages: [...required, 'jq'],
    ports: [22],
    contents: [
      ['sudo cat /etc/xaas-stand-in.conf', 'literal {{ braces }}, almalinux9\n'],
      ['sudo stat --format=%a:%U /etc/xaas-stand-in.conf', '640:root'],
      // What cloud-init wrote for the machine of the build is gone, and what came with the base is not.
      ['echo "[$(sudo ls /etc/sysconfig/network-scripts | paste -sd,)]"', '[ifcfg-eth0]'],
      [
        'rpm --query --queryformat "%{NAME}\\n" curl curl-minimal',
        'curl\npackage curl-minimal is not installed\n',
      ],
      // Neither what the base image sets, nor what cloud-init would.
      ['cat /etc/locale.conf', 'LANG=en_US.UTF-8\n'],
      // The filter of the guest agent is in force, beside which its checks pass.
      ['sudo pgrep --list-full qemu-ga', '--block-rpcs=guest-file-open'],
    ],
    // On the disk of the image, before anything has booted from it.
    files: { '/etc/resolv.conf': '', '/etc/machine-id': '' },
    // vkc verify boots it a second time.
    boots: 1,
  },
  debian13: {
    source: 'tests/e2e/debian13.vkimage',
    image: 'xaas-trixie',
    variable: 'debian_13',
    user: 'debian',
    packages: [...required, 'nginx', 'jq'],
    ports: [22],
    contents: [['python3 --version', 'Python 3.13']],
    newest: true,
    nightly: true,
  },
  ubuntu: {
    source: 'tests/e2e/ubuntu.vkimage',
    image: 'xaas-noble',
    variable: 'ubuntu_24',
    user: 'ubuntu',
    packages: [...required, 'jq', 'tree', 'lsof'],
    removed: ['strace', 'gdb', 'ltrace', 'ubuntu-standard'],
    ports: [22],
    contents: [
      // The files that the first boot makes anew are this machine's.
      ['sudo cat /var/lib/snapd/state.json /etc/machine-id | sort -u | wc -l', '1\n'],
      ['sudo grep --no-messages --count "" /etc/needrestart/conf.d/asks.conf', '1\n'],
    ],
    newest: true,
    nightly: true,
  },
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { trees: { type: 'string' } } });
const report = new Report();
// The longest first, so that no one of them is left alone in the end.
const lanes = {
  ...Object.fromEntries(
    Object.keys(libraryLanes).map((name) => [name, () => libraryLane(name, report, work)]),
  ),
  ...Object.fromEntries(Object.keys(systems).map((name) => [name, () => lane(name, systems[name])])),
  [lintLane]: () => runLintLane(report, work),
};
const usual = (name) => systems[name]?.nightly !== true;
const chosen = Object.keys(lanes).filter((name) =>
  positionals.length === 0 ? usual(name) : positionals.includes('all') || positionals.includes(name),
);

// Packer leaves files in the folder of temporary files; they go with it.
const temporary = mkdtempSync(join(tmpdir(), 'vkc-e2e-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
process.chdir(root);
mkdirSync(work, { recursive: true });

await prerequisites();
const begin = Date.now();
// Three lanes on two cores: each often waits for its machine, or for Ansible's.
const waiting = [...chosen];
const worker = async () => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await lanes[name]();
};
await Promise.all([worker(), worker(), worker()]);
console.log('#');
for (const [name, seconds] of report.stages) console.log(`# ${String(seconds).padStart(5)} s  ${name}`);
console.log(`# ${String(Math.round((Date.now() - begin) / 1000)).padStart(5)} s  in all`);
// Once more where a reader of the end of the log finds them.
for (const failure of report.failures) console.log(failure);
console.log(`${report.passed} passed, ${report.failed} failed`);
process.exit(report.failed === 0 && report.passed > 0 ? 0 : 1);

/** One system, from its base image to the second boot of the result. A stage that fails ends it. */
async function lane(name, system) {
  const stage = (title, body) => report.stage(`${name}: ${title}`, body);
  const check = (title, problem) => report.check(`${name}: ${title}`, problem);
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const base = await stage('base image', () => baseImage(name, join(work, 'base')));
  if (base === undefined) return;

  const locks = system.vkc === true && values.trees === undefined;
  const locked = locks
    ? await stage('vkc lock', () => lockedExample(system.source, base, folder))
    : undefined;
  if (locks && locked === undefined) return;
  const source = locked?.source ?? system.source;
  const tree = await stage('compile', async () => {
    if (values.trees !== undefined) return join(resolve(root, values.trees), system.image);
    await must(process.execPath, ['dist/vkc.js', 'compile', source, '-o', join(folder, 'out')]);
    return join(folder, 'out', system.image);
  });
  if (tree === undefined) return;

  const output = join(folder, 'output');
  const built = system.vkc
    ? await stage('vkc build', () =>
        buildExample(values.trees === undefined ? source : tree, tree, {
          base,
          folder,
          check,
          report,
        }),
      )
    : await stage('packer build', () => build(system, { base, tree, output, folder, check }));
  if (built === undefined) return;
  const buildKey = readFileSync(join(tree, 'seed/id_ed25519.pub'), 'utf8').trim();
  await stage('the built file', () => assertArtifact(check, built, dirname(built)));
  if (system.vkc) await stage('vkc publish', () => publishExample(tree, built, { folder, check }));

  const boot = (number) =>
    stage(`boot ${number}`, () =>
      booted(built, join(folder, `boot-${number}`), system.user, `${name}-${number}`, async (machine, id) => {
        const seen = await look(machine);
        const boots = (title, problem) => check(`boot ${number}: ${title}`, problem);
        await assertChecklist(boots, machine, seen, { ...system, buildKey });
        if (name === 'el') await assertRpmInventory(boots, machine);
        if (number === 1) {
          // Linux writes new files within half a minute; host keys made a moment before would be empty after a reset.
          await machine.ssh('sudo -n sync');
          await machine.reset();
          await machine.up(id);
          await assertReset(
            (title, problem) => check(`hard reset: ${title}`, problem),
            machine,
            seen,
            await look(machine),
          );
        }
        return seen;
      }),
    );
  const first = await boot(1);
  const second = system.boots === 1 ? undefined : await boot(2);
  if (first !== undefined)
    await stage('what was deleted', () =>
      assertForgotten(check, built, first, { folder, files: system.files }),
    );
  if (first !== undefined && second !== undefined) assertDifferent(check, first, second);
  if (!system.vkc) {
    await stage('vkc verify', () => verified(system, { built, tree, folder, check }));
    return;
  }
  await stage('vkc verify', () =>
    assertVkcVerify((title, problem) => check(`vkc verify: ${title}`, problem), built, tree, folder),
  );
  if (locked !== undefined)
    await stage('the locked packages', () => assertLocked(check, join(folder, 'reports'), locked.packages));
  await stage('vkc verify that is interrupted', () =>
    assertInterrupted((title, problem) => check(`interrupted: ${title}`, problem), built, tree, folder),
  );
  await stage('vkc verify of a damaged image', () =>
    assertDamagedImage((title, problem) => check(`damaged: ${title}`, problem), built, tree, folder),
  );
  // Built upon what was just built, where everything is installed already.
  const others = { base: built, folder: join(folder, 'broken'), check, report };
  await stage('a build that is interrupted', () => interruptedBuild(others));
  await stage('a build that fails', () => failingBuild(others));
}

async function prerequisites() {
  const commands = ['packer', 'ansible-playbook', 'qemu-system-x86_64', 'qemu-img', 'mmdebstrap', 'xorriso'];
  if (chosen.some((name) => name.endsWith('el'))) commands.push('rpmbuild', 'createrepo_c');
  if (chosen.some((name) => name in libraryLanes))
    commands.push('gpg', 'openssl', 'dpkg-deb', 'rpmsign', 'linux.uml', 'vde_switch', 'cc');
  const found = await Promise.all(commands.map((name) => run('sh', ['-c', `command -v ${name}`])));
  const missing = commands.filter((_, index) => found[index].code !== 0);
  const problem = missing.length > 0 && `not here: ${missing.join(', ')}; .ci/install brings them`;
  report.check('the tools are there', problem);
}

/** Ansible of the lane: the newest where Debian 12's is too old for the Python of the system. */
async function ansibleOf({ newest }) {
  return newest ? (await newestAnsible(work)).env : {};
}

/** All checks, each once. */
async function verified(system, { built, tree, folder, check }) {
  const reports = join(folder, 'reports');
  const args = [
    'dist/vkc.js',
    'verify',
    built,
    '--accel',
    'tcg',
    '--quick',
    '--tree',
    tree,
    '--reports',
    reports,
  ];
  const env = await ansibleOf(system);
  const { code, stdout, stderr } = await run(process.execPath, args, { seconds: 2400, env });
  console.log(`${stdout}${stderr}`.replace(/^/gm, '#   ').trimEnd());
  check('vkc verify: all checks pass', code !== 0 && `exit code ${code}`);
}

async function build(system, { base, tree, output, folder, check }) {
  await must('./seed.sh', [], { cwd: tree });
  const checksum = (await must('sha256sum', [base])).split(' ')[0];
  const variables = {
    accelerator: 'tcg',
    cpu_model: 'max',
    headless: 'true',
    output_directory: output,
    [`${system.variable}_image`]: base,
    [`${system.variable}_checksum`]: `sha256:${checksum}`,
  };
  const vars = Object.entries(variables).flatMap(([key, value]) => ['-var', `${key}=${value}`]);
  const env = {
    CHECKPOINT_DISABLE: '1',
    PACKER_CACHE_DIR: join(temporary, 'cache'),
    TMPDIR: temporary,
    ANSIBLE_NOCOLOR: '1',
    ...(await ansibleOf(system)),
  };
  const file = `${system.image}.pkr.hcl`;
  const log = join(folder, 'packer.log');
  await must('packer', ['validate', ...vars, file], { cwd: tree, env });
  check('packer validate accepts the tree', '');
  const packer = start('packer', ['build', '-color=false', ...vars, file], { cwd: tree, env, log });
  const code = await Promise.race([packer.done, sleep(1200).then(() => 'no end after 20 min')]);
  if (code !== 0) {
    packer.stop();
    report.tail(log, 60);
    throw new Error(`packer build: ${code}`);
  }
  check('packer build succeeds', '');
  const image = join(output, system.image, `${system.image}.qcow2`);
  if (!existsSync(image)) throw new Error(`no ${image}`);
  return image;
}

/** Boots an image, hands the machine to `body`, and ends it whatever happens. */
async function booted(image, directory, user, hostname, body) {
  const machine = new Machine(image, directory, { user, hostname });
  try {
    await machine.start();
    return await body(machine, await machine.up());
  } catch (error) {
    report.tail(machine.console);
    throw error;
  } finally {
    await machine.stop();
  }
}
