// One system: its real base image, an image of all roles that know it, and what came of each role.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../e2e/process.mjs';
import { fetchBase } from './base.mjs';
import { implicit, project, uses } from './uses.mjs';

/**
 * `vkc` is the program as a list, `at` gives the address that a public address is fetched from, `only` names the roles that are tried.
 * The result is a line of stdlib/tested-real.json.
 */
export async function testSystem(system, { vkc, work, at, only, accel, today, say }) {
  const folder = join(work, system);
  const here = { system, vkc, folder, accel, say };
  const { os, version } = await facts(here);
  say(`${system}: fetching ${os.image.url}`);
  const base = await fetchBase(os.image, join(work, 'base'), at);
  const refused = {};
  const known = [];
  for (const role of only.filter((name) => name in uses)) {
    const problem = await refusal(here, role);
    if (problem === null) known.push(role);
    else refused[role] = { state: 'refused', note: problem };
  }
  const given = [
    '--var',
    `${os.source.replaceAll('-', '_')}_image=${base.path}`,
    '--var',
    `${os.source.replaceAll('-', '_')}_checksum=sha256:${base.sha256}`,
  ];
  const found = await tryRoles({ ...here, given }, known);
  const roles = Object.fromEntries(
    Object.entries({ ...found, ...refused }).sort(([one], [other]) => one.localeCompare(other)),
  );
  return { date: today, vkc: version, image: { url: os.image.url, sha256: base.sha256 }, roles };
}

/** All roles in one image; if that cannot be built, each in an image of its own, to see which ones can. */
async function tryRoles(here, roles) {
  const together = await tryImage(here, 'all', roles);
  if (together.problem === null) return together.roles;
  here.say(`${here.system}: all roles at once: ${together.problem}`);
  const found = {};
  const alone = await tryImage(here, 'none', []);
  for (const role of implicit) found[role] = result(alone.problem ?? together.roles[role]?.note ?? null);
  if (alone.problem !== null) {
    for (const role of roles) found[role] = { state: 'failed', note: 'No image could be built at all.' };
    return found;
  }
  for (const role of roles) {
    const { problem, roles: states } = await tryImage(here, role, [role]);
    found[role] = problem === null ? states[role] : result(problem);
  }
  return found;
}

const result = (note) => (note === null ? { state: 'passed' } : { state: 'failed', note });

/** Builds and verifies an image of some roles. `problem` is why there is no image, null if there is one. */
async function tryImage({ system, vkc, folder, accel, given, say }, name, roles) {
  const at = join(folder, name);
  rmSync(at, { recursive: true, force: true });
  const { files, roleAt } = project(system, roles);
  write(at, files);
  const call = (args, seconds) => run(vkc[0], [...vkc.slice(1), ...args], { cwd: at, seconds });
  say(`${system}: building ${name}`);
  const built = await call(['build', 'real.vkimage', '--accel', accel, ...given], 7200);
  if (built.code !== 0) return { problem: lastError(built), roles: {} };
  say(`${system}: verifying ${name}`);
  const reports = join(at, 'reports');
  const verified = await call(['verify', '--accel', accel, '--reports', reports], 7200);
  const states = Object.fromEntries([...implicit, ...roles].map((role) => [role, result(null)]));
  let report;
  try {
    report = JSON.parse(readFileSync(join(reports, 'real.json'), 'utf8'));
  } catch {
    return { problem: `vkc verify wrote no report: ${lastError(verified)}`, roles: {} };
  }
  for (const { title, state, source } of report.points.filter((point) => point.state !== 'held')) {
    const role = source?.file.endsWith('real.vkimage') ? roleAt(source.line) : undefined;
    states[role ?? 'vm_init'] = { state: 'failed', note: `${title}: ${state}` };
  }
  // Whatever else it complains of.
  if (verified.code !== 0 && Object.values(states).every(({ state }) => state === 'passed'))
    states.vm_init = { state: 'failed', note: lastError(verified) };
  return { problem: null, roles: states };
}

function lastError({ code, stdout, stderr }) {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  return (
    lines.filter((line) => /^error\b/.test(line)).at(-1) ??
    `${lines.filter(Boolean).at(-1) ?? ''} (exit code ${code})`
  );
}

/** What the library says of the system. */
async function facts({ system, vkc, folder }) {
  write(join(folder, 'facts'), project(system, []).files);
  const cwd = join(folder, 'facts');
  const { code, stdout, stderr } = await run(vkc[0], [...vkc.slice(1), 'ir', 'real.vkimage'], { cwd });
  if (code !== 0) throw new Error(stderr);
  const { stdout: version } = await run(vkc[0], [...vkc.slice(1), '--version'], { cwd });
  return { os: JSON.parse(stdout).images[0].targets[0].os, version: /\d+\.\d+\.\d+\S*/.exec(version)[0] };
}

/** Why a role does not compile for the system; null if it does. */
async function refusal({ system, vkc, folder }, role) {
  const cwd = join(folder, 'check');
  write(cwd, project(system, [role]).files);
  const { code, stdout, stderr } = await run(
    vkc[0],
    [...vkc.slice(1), 'compile', '--dry-run', 'real.vkimage'],
    { cwd },
  );
  return code === 0 ? null : (/^error\[\w+\]: (.*)$/m.exec(`${stderr}\n${stdout}`)?.[1] ?? stderr.trim());
}

function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
