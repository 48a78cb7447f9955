// `vkc build` with the real Packer and QEMU: the Debian example; a build that fails in the middle; one that is interrupted.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run, sleep, start } from './process.mjs';

/** What a project's build is given that builds on an image of Debian which is there already. */
async function variables(base) {
  const { stdout } = await run('sha256sum', [base], { seconds: 120 });
  return ['--var', `debian_12_image=${base}`, '--var', `debian_12_checksum=sha256:${stdout.split(' ')[0]}`];
}

/** Starts `vkc build`, emulated, with a folder of temporary files of its own. */
async function vkcBuild(args, { base, folder, cwd }) {
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const log = join(folder, 'vkc-build.log');
  rmSync(log, { force: true });
  const argv = ['build', ...args, '--accel', 'tcg', ...(await variables(base))];
  const env = { TMPDIR: temporary, PACKER_CACHE_DIR: join(folder, 'cache') };
  const child = start(process.execPath, [join(process.cwd(), 'dist/vkc.js'), ...argv], { cwd, env, log });
  return { ...child, log, temporary, said: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') };
}

/** Its exit code; after `seconds` it is asked to end. */
async function ended(child, seconds) {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.signal('SIGTERM');
  }, seconds * 1000);
  const code = await child.done;
  clearTimeout(timer);
  return late ? `no end after ${seconds} s` : code;
}

/** What a build left behind: processes that it is named in, temporary files, what is half done. */
async function leftovers(child, tree) {
  const { stdout } = await run('sh', [
    '-c',
    'grep -lz "^VKC_BUILD=$0-" /proc/[0-9]*/environ 2>/dev/null',
    `${child.pid}`,
  ]);
  const named = await run('pgrep', ['-af', `(qemu-system|packer build|ansible-playbook).*${basename(tree)}`]);
  const output = join(tree, 'output');
  const half = existsSync(output) ? readdirSync(output).filter((name) => name.startsWith('.')) : [];
  return [stdout, named.stdout, readdirSync(child.temporary).join('\n'), half.join('\n')].join('').trim();
}

/** Builds an example of one target; the path of the image. */
export async function buildExample(source, tree, { base, folder, check, report }) {
  const argv = [source, '-o', dirname(tree)];
  const child = await vkcBuild(argv, { base, folder });
  const code = await ended(child, 1500);
  const image = basename(tree);
  if (!check('vkc build succeeds', code !== 0 && `exit code ${code}`)) {
    report.tail(child.log, 80);
    throw new Error(`vkc build: ${code}`);
  }
  const said = child.said();
  check(
    'it told each phase',
    ['boot', 'provision', 'convert', 'export'].find((phase) => !said.includes(phase)),
  );
  check('it left nothing behind', await leftovers(child, tree));
  const built = join(tree, 'output', image, `${image}.qcow2`);
  const again = await vkcBuild(argv, { base, folder });
  const second = await ended(again, 60);
  check(
    'what is built is not built again',
    !(second === 0 && again.said().includes('1 unchanged')) && again.said(),
  );
  return built;
}

const BROKEN = `image xaas-broken {
  title = "Broken"
  os    = [debian12]
  build {
    disk   = 6G
    memory = 1G
  }
  prepare {
    file "/etc/before" { content = "it came this far" }
    command "cat /no/such/file" { changes = false }
  }
}
`;

function project(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'broken.vkimage'), BROKEN);
}

/** A build that fails in the middle names the line of the source, and leaves nothing but its logs. */
export async function failingBuild({ base, folder, check, report }) {
  project(folder);
  const child = await vkcBuild([], { base, folder, cwd: folder });
  const code = await ended(child, 900);
  const said = child.said();
  const line = BROKEN.split('\n').findIndex((text) => text.includes('command')) + 1;
  const fine = [
    check('a build that fails ends with 1', code !== 1 && `exit code ${code}`),
    check(
      'it names the line of the source',
      !said.includes(`--> broken.vkimage:${line}\n`) && 'no such line',
    ),
    check('it shows that line', !said.includes(`${line} |     command "cat /no/such/file"`) && 'it does not'),
    check('it says what the program said', !said.includes('No such file or directory') && 'it does not'),
    check('it leaves nothing half done', await leftovers(child, join(folder, 'out/xaas-broken'))),
    check('there is no image', existsSync(join(folder, 'out/xaas-broken/output')) && 'there is'),
  ];
  if (fine.includes(false)) report.tail(child.log, 60);
  else console.log(said.slice(said.indexOf('error: ')).replace(/^/gm, '#   '));
}

/** Ctrl-C while the machine boots: nothing is left of it. */
export async function interruptedBuild({ base, folder, check, report, at = 'boot: waiting for ssh' }) {
  project(folder);
  const tree = join(folder, 'out/xaas-broken');
  const child = await vkcBuild([], { base, folder, cwd: folder });
  for (let seconds = 0; seconds < 300 && !child.said().includes(at); seconds++) await sleep(1);
  const running = await run('pgrep', ['-f', 'qemu-system.*xaas-broken']);
  check('a machine runs when the build is interrupted', running.code !== 0 && 'there is none');
  child.signal('SIGINT');
  const code = await ended(child, 60);
  const fine = [
    check('an interrupted build ends with 130', code !== 130 && `exit code ${code}`),
    check('Ctrl-C leaves nothing behind', await leftovers(child, tree)),
    check('nor a machine', (await run('pgrep', ['-af', 'qemu-system.*xaas-broken'])).stdout),
    check('nor half an image', existsSync(join(tree, 'output')) && 'there is output'),
  ];
  if (fine.includes(false)) report.tail(child.log, 60);
}
