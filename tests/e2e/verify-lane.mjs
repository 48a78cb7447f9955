// `vkc verify` on the image that was built, and on one that was damaged: what it finds, says and leaves.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './compiled.mjs';
import { rootOf } from './disk.mjs';
import { must } from './machine.mjs';
import { run, sleep, start } from './process.mjs';

const unless = (right, problem) =>
  right ? '' : typeof problem === 'string' ? problem : JSON.stringify(problem);
/** As the builds of the tests, whatever KVM there is. */
const emulated = ['--accel', 'tcg'];
const sum = async (path) => (await must('sha256sum', [path], { seconds: 300 })).split(' ')[0];

/** The whole of it: three starts of the machine, a deployment from a config drive, all reports, and the image as it was. */
export async function assertVkcVerify(check, image, tree, folder) {
  const before = await sum(image);
  const reports = join(folder, 'reports');
  const { code, stdout, stderr, left } = await verify(image, tree, reports, folder, []);
  const log = `${stdout}${stderr}`;
  console.log(log.replace(/^/gm, '#   ').trimEnd());
  check('all checks pass', unless(code === 0, log));
  const number = Number(/: all (\d+) checks pass\.$/m.exec(stdout)?.[1] ?? 0);
  check(`it looks at the whole checklist (${number} checks)`, unless(number > 30, stdout));
  check('the image is as it was', unless((await sum(image)) === before, 'its checksum is another'));
  check('nothing of the machine is left', unless(left.length === 0, left));

  const json = readJson(join(reports, 'xaas-hello.json'));
  const { points, rounds, totals, file } = json;
  check('the report is of this image', unless(file.sha256 === before, file));
  check('the report counts the same', unless(totals.points === number && totals.held === number, totals));
  const names = rounds.map(({ name }) => name).join();
  check('the machine was started in four ways', unless(names === 'boot,reboot,reset,deploy', names));
  const ids = points.map(({ id }) => id);
  const wanted = [
    'guest-agent-answers',
    'guest-agent-sets-password',
    'identity-kept',
    'config-drive-read',
    'no-passwords',
    'service-nginx',
    'port-80',
  ];
  const missing = wanted.filter((id) => !ids.includes(id));
  check('the points have their names', unless(missing.length === 0, `not there: ${missing.join(', ')}`));
  const service = points.find(({ id }) => id === 'service-nginx');
  const line = readFileSync('examples/debian/debian.vkimage', 'utf8').split('\n')[service.source.line - 1];
  check('a point knows the line that asks for it', unless(/service nginx/.test(line ?? ''), service.source));

  const junit = join(reports, 'xaas-hello.xml');
  await must('xmllint', ['--noout', '--schema', 'tests/support/schemas/junit.xsd', junit]);
  check('JUnit is valid', '');
  await assertBills(check, reports);
}

/** What is installed, by the official schemas, with versions that the machine really has. */
async function assertBills(check, reports) {
  const { problems } = await compiled('tests/support/sbom-schemas.ts');
  const texts = {
    spdx: readFileSync(join(reports, 'xaas-hello.spdx.json'), 'utf8'),
    cyclonedx: readFileSync(join(reports, 'xaas-hello.cdx.json'), 'utf8'),
  };
  for (const [format, text] of Object.entries(texts)) {
    const found = problems(format, text);
    check(`${format} is valid`, unless(found.length === 0, found));
  }
  const purls = JSON.parse(texts.cyclonedx).components.flatMap(({ purl }) => purl ?? []);
  check(`packages are listed (${purls.length})`, unless(purls.length > 150, purls));
  const nginx = purls.find((purl) => purl.startsWith('pkg:deb/debian/nginx-light@'));
  const right = /^pkg:deb\/debian\/nginx-light@1\.[^?]+\?arch=(all|amd64)&distro=debian-12$/;
  check('nginx-light is among them', unless(right.test(nginx ?? ''), nginx ?? 'it is not'));
  const names = JSON.parse(texts.spdx).packages.map(({ name }) => name);
  check('SPDX lists as many', unless(names.length === purls.length + 1, names.length));
}

/** A copy of the image in which root has a password: one check fails, and no other. */
export async function assertDamagedImage(check, image, tree, folder) {
  const damaged = join(folder, 'damaged.img');
  await damage(image, damaged, folder);
  const reports = join(folder, 'damaged-reports');
  const { code, stdout, stderr, left } = await verify(damaged, tree, reports, folder, ['--quick']);
  rmSync(damaged);
  console.log(`${stdout}${stderr}`.replace(/^/gm, '#   ').trimEnd());
  check('it does not pass', unless(code === 1, `exit code ${code}`));
  const { points, totals } = readJson(join(reports, 'xaas-hello.json'));
  const broken = points.filter(({ state }) => state === 'broken').map(({ id }) => id);
  check(
    'no other point is complained of',
    unless(broken.join() === 'no-passwords' && totals.unseen === 0, broken),
  );
  const row = /^no-passwords +after the first boot +open: root +\S*debian\.vkimage:\d+$/m;
  check('what was found is said, with a line of the source', unless(row.test(stdout), stdout));
  const failures = readFileSync(join(reports, 'xaas-hello.xml'), 'utf8').match(/<failure /g) ?? [];
  check('JUnit has one failure', unless(failures.length === 1, failures.length));
  check('nothing of the machine is left', unless(left.length === 0, left));
}

/** Ctrl-C while the machine boots. */
export async function assertInterrupted(check, image, tree, folder) {
  const temporary = await emptied(folder);
  const reports = join(folder, 'interrupted-reports');
  const args = ['dist/vkc.js', 'verify', image, ...emulated, '--tree', tree, '--reports', reports];
  const log = join(folder, 'interrupted.log');
  const verifying = start(process.execPath, args, { env: { TMPDIR: temporary }, log });
  const end = Date.now() + 120_000;
  while ((await machinesOf(temporary)).length === 0 && Date.now() < end) await sleep(0.2);
  // Long enough for a login to be tried.
  await sleep(5);
  const running = await machinesOf(temporary);
  verifying.signal('SIGINT');
  const begin = Date.now();
  const code = await Promise.race([verifying.done, sleep(60).then(() => 'no end within 60 s')]);
  const seconds = Math.round((Date.now() - begin) / 100) / 10;
  verifying.stop();
  check('a machine ran', unless(running.length === 1, readFileSync(log, 'utf8')));
  check(`it ends (${seconds} s) with 130`, unless(code === 130, `${code}`));
  const left = [...readdirSync(temporary), ...(await machinesOf(temporary))];
  check('nothing of the machine is left', unless(left.length === 0, left));
  check('nothing is reported', unless(!existsSync(reports), 'there are reports'));
}

async function emptied(folder) {
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  await must('mkdir', ['-p', temporary]);
  return temporary;
}

async function machinesOf(temporary) {
  const { stdout } = await run('pgrep', ['--full', `^qemu-system.*${temporary}`]);
  return stdout.split('\n').filter(Boolean);
}

/** Verifies a file; what it left in the folder of temporary files, and machines that still run, are in `left`. */
async function verify(image, tree, reports, folder, options) {
  const temporary = await emptied(folder);
  const args = [
    'dist/vkc.js',
    'verify',
    image,
    ...emulated,
    '--tree',
    tree,
    '--reports',
    reports,
    ...options,
  ];
  const ended = await run(process.execPath, args, { seconds: 2700, env: { TMPDIR: temporary } });
  return { ...ended, left: [...readdirSync(temporary), ...(await machinesOf(temporary))] };
}

/** Sets a password for root in the image's file system, with nothing mounted and nothing booted. */
async function damage(image, damaged, folder) {
  await must('qemu-img', ['convert', '-O', 'raw', image, damaged], { seconds: 300 });
  const disk = await rootOf(damaged);
  const shadow = join(folder, 'shadow');
  const debugfs = (...commands) =>
    must('/sbin/debugfs', ['-w', '-f', '-', disk], { input: `${commands.join('\n')}\n` });
  await debugfs(`dump /etc/shadow ${shadow}`);
  const text = readFileSync(shadow, 'utf8');
  const open = text.replace(
    /^root:[^:]*:/m,
    'root:$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.:',
  );
  if (open === text) throw new Error('there is no root in /etc/shadow');
  writeFileSync(shadow, open);
  await debugfs(
    'rm /etc/shadow',
    `write ${shadow} /etc/shadow`,
    'sif /etc/shadow mode 0100640',
    'sif /etc/shadow gid 42',
  );
  rmSync(shadow);
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** What a machine with rpm says is installed, and whether it makes valid documents. */
export async function assertRpmInventory(check, machine) {
  const { inventoryScript, parseInventory } = await compiled('cli/sbom/packages.ts');
  const { code, stdout, stderr } = await machine.ssh('sudo -n sh -s', { input: inventoryScript('rpm') });
  const inventory = parseInventory('rpm', stdout);
  check('rpm lists what is installed', unless(code === 0 && inventory !== null, stderr || stdout));
  const found = inventory.packages.find(({ name }) => name === 'jq');
  check('jq is among it', unless(/^\d[^-]*-\d/.test(found?.version ?? ''), found ?? inventory.packages));
  const distro = `${inventory.distro} ${inventory.release}`;
  check('the distribution is known', unless(distro.startsWith('almalinux 9'), distro));
}
