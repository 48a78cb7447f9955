// The tree's own tests/verify.yml against a booted machine: all points hold, and of a damaged machine exactly those do not that are damaged.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './process.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** How a booted machine is spoiled, and the points that do not hold then, each with words of what is said of it. */
const damages = [
  {
    what: 'a password is set',
    command: 'echo root:secret | chpasswd',
    points: { 'no-passwords': 'open: root' },
  },
  {
    what: 'something listens that nobody expects',
    command: 'systemd-run --quiet --unit=listener python3 -m http.server 9999',
    points: { 'ports-closed': ':9999' },
  },
  {
    what: 'a history file is there',
    command: 'echo secret > /root/.bash_history',
    points: { 'history-cleared': '/root/.bash_history' },
  },
  {
    what: 'a firewall runs',
    command: 'systemd-run --quiet --unit=nftables sleep 1000',
    points: { 'firewall-off': 'nftables runs' },
  },
  {
    what: 'the host keys are older than the machine',
    command: 'touch --date=2020-01-01 /etc/ssh/ssh_host_*_key',
    points: { 'host-keys-new': '/etc/ssh/ssh_host_ed25519_key' },
  },
  {
    what: 'a key of somebody else lets them in',
    command: 'echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIForeign x" >> /root/.ssh/authorized_keys',
    points: { 'no-foreign-keys': '/root/.ssh/authorized_keys' },
  },
  {
    what: 'a private key is left',
    command: 'printf -- "-----BEGIN OPENSSH PRIVATE KEY-----\\n" > /root/leftover',
    points: { 'no-private-keys': '/root/leftover' },
  },
  {
    what: 'a service fails',
    command: 'systemd-run --quiet --unit=broken false; sleep 2',
    points: { 'services-start': 'broken.service' },
  },
];

/** Runs the playbook; returns its exit code, what it counted, and what is said of each point that does not hold. */
async function verify(machine, tree) {
  const record = join(machine.directory, 'points.jsonl');
  rmSync(record, { force: true });
  const machineArgs = ['-i', '127.0.0.1,', '-e', `ansible_port=${machine.port}`, '-u', machine.user];
  const { code, stdout, stderr } = await run(
    'ansible-playbook',
    [...machineArgs, '--private-key', resolve(machine.key), 'tests/verify.yml'],
    {
      cwd: tree,
      seconds: 600,
      env: {
        ANSIBLE_CONFIG: 'playbook/ansible.cfg',
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_CALLBACK_PLUGINS: here,
        ANSIBLE_CALLBACKS_ENABLED: 'points',
        POINTS_FILE: resolve(record),
      },
    },
  );
  if (!existsSync(record)) throw new Error(`ansible-playbook: ${code}: ${stdout.slice(-2000)}${stderr}`);
  const lines = readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const failed = lines.filter((line) => line.failed);
  return {
    code,
    counts: lines.at(-1).counts?.[0] ?? {},
    points: Object.fromEntries(failed.map(({ tags, msg }) => [tags[0], msg])),
    summary: failed.find(({ tags }) => tags.includes('always'))?.msg ?? '',
  };
}

/** All points hold, and nothing is changed by looking. */
export async function assertVerified(check, machine, tree) {
  const { code, counts, points } = await verify(machine, tree);
  check('every point of tests/verify.yml holds', code === 0 ? '' : JSON.stringify(points));
  check('it changes nothing', counts.changed === 0 && counts.ignored === 0 ? '' : JSON.stringify(counts));
  check('it looks at the whole checklist', counts.ok > 40 ? '' : JSON.stringify(counts));
}

/** Spoils the machine in all ways at once; it is of no use afterwards. */
export async function assertDamageSeen(check, machine, tree) {
  for (const { what, command } of damages) {
    const done = await machine.ssh(`sudo -n sh -c '${command}'`);
    check(`spoilt: ${what}`, done.code === 0 ? '' : done.stderr);
  }
  const { code, points, summary } = await verify(machine, tree);
  check('a spoilt machine does not pass', code === 2 ? '' : `exit code ${code}`);
  const expected = Object.assign({}, ...damages.map((each) => each.points));
  for (const [point, words] of Object.entries(expected)) {
    const said = points[point] ?? 'nothing';
    check(`${point} says what was found`, said.includes(words) ? '' : `it says: ${said}`);
    check(`the last task names ${point}`, summary.includes(`${point}: ${said}`) ? '' : summary);
  }
  const others = Object.keys(points).filter((point) => !(point in expected) && point !== 'always');
  check('nothing else is complained of', others.length === 0 ? '' : others.join(', '));
}
