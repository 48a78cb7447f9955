// One lane of the library: a tree that uses all of it, run twice on a booted machine, which is then deployed and started.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImage } from '../base.mjs';
import { must } from '../machine.mjs';
import { distribution, judge, newestAnsible, play, recording } from './ansible.mjs';
import { assertAll } from './assert.mjs';
import debian from './debian.expected.mjs';
import el from './el.expected.mjs';
import { internet } from './internet.mjs';
import { makeStandIns } from './stand-ins.mjs';
import { assertTested } from './tested.mjs';
import { UmlMachine } from './uml-machine.mjs';

export const lanes = {
  'library-debian': {
    family: 'debian',
    base: 'library',
    user: 'debian',
    source: 'debian.vkimage',
    expected: debian,
  },
  'library-el': { family: 'el', base: 'el', user: 'almalinux', source: 'el.vkimage', expected: el },
};

/** Runs a lane; its stages and checks go to the report. `work` is where all e2e tests have their files. */
export async function libraryLane(name, report, work) {
  const { family, base: kind, user, source, expected } = lanes[name];
  const stage = (title, body) => report.stage(`${name}: ${title}`, body);
  const check = (title, problem) => report.check(`${name}: ${title}`, problem);
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const ready = await stage('stand-ins, base image and newest Ansible', async () => {
    const { hosts, params } = await makeStandIns(family, join(folder, 'stand-ins'));
    const net = await internet(hosts, folder);
    const newest = await newestAnsible(work);
    return { params, net, newest, base: await baseImage(kind, join(work, 'base')) };
  });
  if (ready === undefined) return;
  const { params, net, newest, base } = ready;

  const tree = await stage('compile', async () => {
    const settings = Object.entries(params).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const out = join(folder, 'out');
    await must(process.execPath, [
      'dist/vkc.js',
      'compile',
      `tests/e2e/library/${source}`,
      '-o',
      out,
      ...settings,
    ]);
    return join(out, name);
  });
  if (tree === undefined) return;

  // The versions take turns in being first, so that each really installs one family.
  const [first, second] = family === 'debian' ? [distribution, newest] : [newest, distribution];
  const machine = new UmlMachine(base, join(folder, 'machine'), {
    user,
    hostname: name,
    growth: '5G',
    memory: 2048,
    cloudConfig: (key, hostKey) => lasting(user, key, hostKey),
    network: net.network,
  });
  const provision = { folder: join(tree, 'playbook'), file: 'provision.yml' };
  const provisioning = (ansible, number) =>
    play(ansible, provision, machine, { folder: join(folder, 'runs'), name: `provision-${number}` });
  try {
    const booted = await stage('boot', async () => {
      await machine.start();
      const id = await machine.up();
      const input = net.believe + expected.before;
      const prepared = await machine.ssh('sudo -n bash -eu -', { input, seconds: 300 });
      if (prepared.code !== 0) throw new Error(`the preparation failed: ${prepared.stderr}`);
      return id;
    });
    if (booted === undefined) return;
    const tasks = await stage(`provision.yml, ${first.name}`, () => provisioning(first, 1));
    if (tasks === undefined) return;
    check(`provision.yml runs, ${first.name} (${tasks.length} tasks)`, '');
    const looked = (title, list) =>
      stage(title, () => assertAll((what, problem) => check(`${title}: ${what}`, problem), machine, list));
    const built = await looked('what it made', expected.built);
    const again = await stage(`provision.yml again, ${second.name}`, () => provisioning(second, 2));
    if (again === undefined) return;
    unchanged(check, `provision.yml again, ${second.name}`, again, expected.changing.built);

    const deployed = await stage('boot of the deployed machine', async () => {
      await machine.reboot(booted);
      await machine.ssh('cloud-init status --wait', { seconds: 300 });
      return true;
    });
    if (deployed === undefined) return;
    const starts = (number) =>
      start(machine, expected.extraVars, join(folder, 'runs', `start-${number}.jsonl`));
    const started = await stage('start.yml, in the machine', () => starts(1));
    if (started === undefined) return;
    check(`start.yml runs in the machine (${started.length} tasks)`, '');
    const runs = await looked('what runs', expected.deployed);
    const restarted = await stage('start.yml again', () => starts(2));
    if (restarted !== undefined) unchanged(check, 'start.yml again', restarted, expected.changing.deployed);

    const ran = new Set([...tasks, ...started].map(({ role }) => role?.replace(/_start$/, '')));
    const held = new Set([...(built ?? []), ...(runs ?? [])]);
    const bad = [
      ...Object.keys(expected.built).filter((subject) => !built?.includes(subject)),
      ...Object.keys(expected.deployed).filter((subject) => !runs?.includes(subject)),
    ];
    for (const subject of bad) held.delete(subject);
    assertTested(check, name, ran, held);
  } finally {
    await machine.stop();
  }
}

/** Runs start.yml as the platform does: in the machine, with what it knows of the deployment. */
async function start(machine, extraVars, file) {
  const folder = '/run/lane';
  const plugin = readFileSync(join(import.meta.dirname, 'record.py'), 'utf8');
  const put = await machine.ssh(`sudo -n mkdir -p ${folder} && sudo -n tee ${folder}/record.py`, {
    input: plugin,
  });
  if (put.code !== 0) throw new Error(put.stderr);
  const environment = Object.entries(recording(folder, `${folder}/record.jsonl`)).map(
    ([key, value]) => `${key}=${value}`,
  );
  const quoted = `'${JSON.stringify(extraVars).replaceAll("'", `'\\''`)}'`;
  const result = await machine.ssh(
    `cd /opt/playbooks && sudo -n rm -f ${folder}/record.jsonl && sudo -n env ${environment.join(' ')} ansible-playbook start.yml --extra-vars ${quoted}`,
    { seconds: 1800 },
  );
  const record = await machine.ssh(`sudo -n cat ${folder}/record.jsonl`);
  writeFileSync(file, record.stdout);
  return judge(result, record.stdout);
}

/** A second run changes nothing but what is listed. */
function unchanged(check, title, tasks, changing) {
  const surprising = tasks
    .filter(({ outcome }) => outcome === 'changed')
    .map(({ role, task, items, stdout }) => ({ name: `${role}: ${task}`, how: items ?? stdout }))
    .filter(({ name }) => !changing.includes(name))
    .map(({ name, how }) => (how === undefined ? name : `${name} (${JSON.stringify(how)})`));
  check(`${title}: nothing changes`, surprising.length > 0 && `changed: ${surprising.join(', ')}`);
}

/** The way in that cleanup leaves alone: keys of the test's own, for the machine and its user. */
function lasting(user, publicKey, hostKey) {
  const write = (path, content, permissions = '0644') => ({ path, content, permissions });
  return {
    write_files: [
      write(`/etc/ssh/lasting/${user}`, `${publicKey}\n`),
      write('/etc/ssh/lasting/host', hostKey, '0600'),
      write(
        '/etc/ssh/sshd_config.d/00-lasting.conf',
        'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/lasting/%u\nHostKey /etc/ssh/lasting/host\n',
      ),
    ],
  };
}
