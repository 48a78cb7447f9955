import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ended } from '../../../cli/host/process.ts';
import type { Answer, Request } from '../../../cli/machine/json-lines.ts';
import type { Machine } from '../../../cli/machine/machine.ts';
import type { BuiltTarget } from '../../../cli/tree/built.ts';
import { readDenials } from '../../../cli/verify/denials.ts';
import { configDriveProblem } from '../../../cli/verify/deployed.ts';
import { passwordProblem } from '../../../cli/verify/password.ts';
import { obstacle, runStart } from '../../../cli/verify/start-phase.ts';
import { project, stats, task } from '../../support/fakes/machine.ts';
import type { Project } from '../../support/fakes/machine.ts';

/** The last start of `vkc verify`: a new machine from a config drive, and the start phase on it. */

const STARTS = `image xaas-hello {
  title = "Hello"
  os    = [debian12]
  use web
}
role web {
  param site_name: string = runtime
  package nginx-light
  start {
    service nginx {
      enabled = true
      state   = started
    }
    expect { service nginx { state = started } }
  }
}
`;

/** A project whose image has a start phase, and its values. */
async function starting(): Promise<Project> {
  const found = await project(STARTS);
  writeFileSync(join(found.cwd, 'values.yml'), 'site_name: "it\'s"\nports: [80]\n');
  found.set('record', task('ssh-at-boot') + stats);
  found.set('record-4', task('service-nginx') + stats);
  return found;
}

interface Json {
  readonly notes: readonly string[];
  readonly points: readonly {
    id: string;
    state: string;
    source: object | null;
    rounds: Record<string, { state: string; found: string }>;
  }[];
}

const json = (found: Project) => JSON.parse(found.report('.json')) as Json;
const point = (found: Project, id: string) => json(found).points.find((each) => each.id === id);

/** A machine of which `answers` says what ssh prints, by a part of the command; and what the agent answers. */
function machine(answers: Record<string, Partial<Ended>>, agent: Answer = { return: {} }) {
  const asked: { command: string; input: string }[] = [];
  const ssh: Machine['ssh'] = (command, { input = '' } = {}) => {
    asked.push({ command, input });
    const [, answer] = Object.entries(answers).find(([part]) => command.includes(part)) ?? [];
    return Promise.resolve({ code: 0, stdout: '', stderr: '', because: null, ...answer } as Ended);
  };
  const requests: Request[] = [];
  return {
    ssh,
    agent: (each: readonly Request[]) => {
      requests.push(...each);
      return Promise.resolve({ value: [agent] });
    },
    options: { hostname: 'vkc-deploy' },
    asked,
    requests,
  };
}

describe('a config drive', () => {
  const result = (source: string, errors = '') =>
    `{\n "v1": {\n  "datasource": "${source}",\n  "errors": [${errors}]\n }\n}\nvkc-deploy.novalocal\n`;
  const drive = 'DataSourceConfigDrive [net,ver=2][source=/dev/vdb]';

  test.each([
    [result(drive), null],
    [result('DataSourceNoCloud [seed=/dev/vdb]'), expect.stringContaining('DataSourceNoCloud')],
    [result(drive, '\n   "(\'locale\', 1)"\n  '), `"('locale', 1)"`],
    [result(drive).replace('vkc-deploy', 'localhost'), 'the host name is localhost.novalocal'],
    ['', 'the host name is not known'],
    ['vkc-deploy\n', 'there is no /run/cloud-init/result.json'],
  ])('%j', async (stdout, problem) => {
    expect(await configDriveProblem(machine({ 'result.json': { stdout } }))).toEqual(problem);
  });
});

describe('a password through the guest agent', () => {
  test('is set for the admin user, and used', async () => {
    const found = machine({ 'su -': { stdout: 'debian\n' } });
    expect(await passwordProblem(found, 'debian')).toBe(null);
    const [{ execute, arguments: given }] = found.requests as [Request];
    expect({ execute, given }).toMatchObject({
      execute: 'guest-set-user-password',
      given: { username: 'debian', crypted: false },
    });
    const password = Buffer.from(String(given!['password']), 'base64').toString();
    expect(password).toMatch(/^[\w-]{24}\.aA1$/);
    expect(found.asked).toEqual([{ command: "su - debian -c 'id -un'", input: `${password}\n` }]);
  });

  test('that the agent refuses, or that lets nobody in, is a problem', async () => {
    const disabled = { error: { desc: 'Command guest-set-user-password has been disabled' } };
    expect(await passwordProblem(machine({}, disabled), 'debian')).toBe(
      'the agent refuses: Command guest-set-user-password has been disabled',
    );
    const refused = { code: 1, stderr: 'Password: su: Authentication failure\n' };
    expect(await passwordProblem(machine({ 'su -': refused }), 'debian')).toBe(
      'the agent set it, but it does not let debian in: su: Authentication failure',
    );
    expect(await passwordProblem(machine({ 'su -': { stdout: 'root\n' } }), 'debian')).toMatch(
      /let debian in: root/,
    );
  });
});

describe('the start phase', () => {
  const target = { start: { folder: "/opt/it's", required: ['a', 'b'] } } as unknown as BuiltTarget;

  test('is run by the Ansible of the machine, with values that only root can read', async () => {
    const found = machine({});
    expect(await runStart(target, found, { a: "it's" })).toEqual({
      ran: true,
      problem: null,
      file: null,
      line: 0,
    });
    expect(found.asked.find(({ command }) => command.includes('values.json'))).toEqual({
      command: "sudo -n sh -c 'umask 077 && mkdir -p /run/vkc-verify && cat >/run/vkc-verify/values.json'",
      input: '{"a":"it\'s"}',
    });
    expect(found.asked.at(-1)!.command).toMatch(
      /^cd '\/opt\/it'\\''s' && sudo -n env PATH=\S+ .* ansible-playbook start\.yml --extra-vars @\/run\/vkc-verify\/values\.json$/,
    );
  });

  test('that fails names its last task that was not ignored', async () => {
    const tasks = [
      { name: 'First', outcome: 'ok', line: 1 },
      {
        name: 'Enable nginx',
        outcome: 'failed',
        msg: 'no such unit\n',
        line: 2,
        path: "/opt/it's/roles/a.yml",
      },
      { name: 'Try', outcome: 'failed', msg: 'x', ignored: true },
    ];
    const stdout = tasks.map((each) => `${JSON.stringify(each)}\n`).join('');
    const failing = { 'ansible-playbook start.yml': { code: 2, stdout: 'PLAY\nfatal' } };
    expect(await runStart(target, machine({ ...failing, 'cat /run': { stdout } }), {})).toEqual({
      ran: true,
      problem: 'Enable nginx: no such unit',
      file: 'playbook/roles/a.yml',
      line: 2,
    });
    expect(await runStart(target, machine(failing), {})).toMatchObject({
      problem: 'PLAY\nfatal',
      file: null,
    });
  });

  test('is not run without its values, its folder or Ansible', async () => {
    expect(obstacle(target, { a: 1 })).toBe(
      'The start phase was not run: give b in a file with --values FILE.',
    );
    expect(obstacle(target, { a: 1, b: 2 })).toBe(null);
    const nowhere = { start: { folder: null, required: [] } } as unknown as BuiltTarget;
    expect(obstacle(nowhere, {})).toBe('The start phase was not run: the image does not hold start.yml.');
    expect(await runStart(target, machine({ 'command -v': { code: 1 } }), {})).toMatchObject({
      ran: false,
      reason: expect.stringContaining('the image has no Ansible'),
    });
  });
});

describe('vkc verify', () => {
  test('runs the start phase on a machine of its own, and then its checks', async () => {
    const found = await starting();
    const { exit, out } = await found.verify('--values', 'values.yml');
    expect({ exit, out }).toEqual({ exit: 0, out: 'xaas-hello: all 13 checks pass.\n' });
    expect(JSON.parse(found.get('put-values.json'))).toEqual({ site_name: "it's", ports: [80] });
    const labels = [...found.get('xorriso').matchAll(/-volid (\S+)/g)].map(([, label]) => label);
    expect(labels).toEqual(['cidata', 'config-2']);
    const args = found.get('ansible-4').trim().split('\n');
    expect(args.at(-1)).toBe('tests/verify_start.yml');
    expect(args.join(' ')).toContain('{"site_name":"it\'s","ports":[80],"ansible_port"');
    const held = { boot: { state: 'unasked' }, reset: { state: 'unasked' }, deploy: { state: 'held' } };
    for (const id of ['start:service-nginx', 'config-drive-read', 'start-runs'])
      expect(point(found, id)?.rounds).toMatchObject(held);
    expect(point(found, 'guest-agent-sets-password')?.rounds).toMatchObject({
      boot: { state: 'unasked' },
      reset: { state: 'held' },
      deploy: { state: 'unasked' },
    });
    expect(point(found, 'ssh-at-boot')?.rounds).toMatchObject({ deploy: { state: 'unasked' } });
  });

  test('reports what fails after a deployment with the line of the source', async () => {
    const found = await starting();
    const path = '/opt/playbooks/service_roles/web_start/tasks/main.yml';
    const failed = { name: 'Enable nginx', outcome: 'failed', msg: 'no such unit', line: 2, path };
    found.set('tasks', `${JSON.stringify(failed)}\n`);
    found.set('denials', AUDIT);
    const { exit, out, err } = await found.verify('--values', 'values.yml');
    expect(exit).toBe(1);
    expect(out).toMatch(/^start-runs +on a deployed machine +Enable nginx: no such unit +hello.vkimage:10$/m);
    expect(point(found, 'start:service-nginx')).toBe(undefined);
    expect(err).toContain(
      'note: SELinux denied 2 accesses on the deployed machine: nginx (httpd_t): name_bind on',
    );
    expect(json(found).notes).toHaveLength(2);
    expect(found.report('.html')).toContain('SELinux denied 2 accesses on the machine');
  });

  test('says that a machine which knows only NoCloud is not reachable after a deployment', async () => {
    const found = await starting();
    found.set('no-login-4', '');
    const { exit, out } = await found.verify('--timeout', '1');
    expect(exit).toBe(1);
    expect(out).toMatch(/^machine-boots +on a deployed machine +no login as debian within 1 s/m);
  });
});

test.each([
  ['- a\n- b\n', 2, 'values.yml: is no map of variables.'],
  ['a: [\n', 3, 'values.yml: cannot be read: '],
])('values that are no map: %j', async (text, code, words) => {
  const found = await project();
  writeFileSync(join(found.cwd, 'values.yml'), text);
  const { exit, err } = await found.verify('--values', 'values.yml');
  expect(exit).toBe(code);
  expect(err).toContain(words);
});

/** As auditd and the kernel write them on AlmaLinux 9. */
const AUDIT = `type=AVC msg=audit(1732900000.123:456): avc:  denied  { name_bind } for  pid=1234 comm="nginx" src=8081 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:transproxy_port_t:s0 tclass=tcp_socket permissive=0
[   12.5] audit: type=1400 audit(1732900000.123:456): avc:  denied  { name_bind } for  pid=1234 comm="nginx" src=8081 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:transproxy_port_t:s0 tclass=tcp_socket permissive=0
type=AVC msg=audit(1732900001.1:457): avc:  denied  { read open } for  pid=9 comm="(myapp)" path="/srv/app" name="app" dev="vda1" ino=5 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:var_t:s0 tclass=file permissive=1
type=SERVICE_START msg=audit(1732900002.1:458): pid=1 res=success
`;

test('what SELinux denied is noted once', () => {
  expect(readDenials(AUDIT)).toEqual([
    'nginx (httpd_t): name_bind on tcp_socket (transproxy_port_t)',
    '(myapp) (init_t): read open on file app (var_t), which is only logged',
  ]);
});
