import { describe, expect, test } from 'vitest';
import type { BootCheckGroup } from '../../compiler/model/ir.ts';
import { attribute, labels, roles, systems, table, use } from '../support/role-tables.ts';
import type { Used } from '../support/role-tables.ts';

/** What every image is asked is the checklist of the rules; what the others bring, they expect themselves. */
const own = roles.filter((name) => !['vm_init', 'cleanup', 'playbooks'].includes(name));

/** Something to do for roles that do nothing without. */
const BODY: Readonly<Record<string, string>> = {
  users: 'keys = { alice = [] }  sudo = ["alice"]',
  docker: 'users = ["app"]',
  locale: 'lang = "ru_RU.UTF-8"',
};

const groupOf = (groups: readonly BootCheckGroup[], name: string) =>
  groups.find(({ from, role }) => from === 'role' && role === name);
const expected = (groups: readonly BootCheckGroup[], role: string) =>
  groupOf(groups, role)?.expectations ?? [];
const titles = (groups: readonly BootCheckGroup[], role: string) =>
  (groupOf(groups, role)?.checks ?? []).map(({ title }) => title).join('\n');

describe.each(own)('%s', (name) => {
  const used = use(name, BODY[name] ?? '');

  test.each(systems)('on %s expects something of the booted image', (os) => {
    const { verify, provision } = used[os]!.target;
    // EPEL is nothing on the Debian family.
    if (!provision.some((run) => run.name === name)) return;
    expect(expected(verify, name).length).toBeGreaterThan(0);
  });

  test.each(systems)('on %s expects of its services what it says of them', (os) => {
    const { target, build, start } = used[os]!;
    for (const [said, points] of [
      [build, expected(target.verify, name)],
      [start, expected(target.verify_start, name)],
    ] as const) {
      for (const unit of labels(said, 'service')) {
        expect(labels(points, 'service'), unit).toContain(unit);
        const of = (what: string) => [
          attribute(said, 'service', unit, what),
          attribute(points, 'service', unit, what),
        ];
        const [enabled, asked] = of('enabled');
        expect(asked, `\`expect\` in stdlib/roles/${name}.vkimage: enabled of ${unit}`).toBe(enabled);
        const [state, seen] = of('state');
        // What is enabled runs when the image has booted.
        expect(seen, `\`expect\` in stdlib/roles/${name}.vkimage: state of ${unit}`).toBe(state ?? 'started');
      }
    }
  });
});

describe('what is expected', () => {
  const booted = (role: string) => (each: Used) => titles(each.target.verify, role);
  const deployed = (role: string) => (each: Used) => titles(each.target.verify_start, role);

  test('nginx: nothing runs before it is deployed, and then the port is open', () => {
    expect(table(use('nginx'), booted('nginx'))).toEqual({
      [systems.join(' ')]: 'Command nginx -t succeeds\nService nginx is not enabled and does not run',
    });
    expect(table(use('nginx'), deployed('nginx'))).toEqual({
      [systems.join(' ')]: 'Service nginx is enabled and runs\nPort 80 is open',
    });
    const some = Object.values(use('nginx', 'default_site = false', ['debian12']));
    expect(deployed('nginx')(some[0]!)).toBe('Service nginx is enabled and runs');
  });

  test('ports are those that params name', () => {
    const port = (role: string, body: string) =>
      labels(expected(use(role, body, ['debian12'])['debian12']!.target.verify_start, role), 'port');
    expect(port('redis', 'port = 7000')).toEqual(['7000']);
    expect(port('postgresql', '')).toEqual(['5432']);
    expect(port('postgresql', 'settings = { port = "5433" }')).toEqual(['5433']);
    expect(port('node_exporter', '')).toEqual(['9100']);
    expect(port('node_exporter', 'listen = "127.0.0.1:9200"')).toEqual(['9200']);
    expect(port('node_exporter', 'listen = "[::1]:9300"')).toEqual(['9300']);
  });

  test('what depends on the deployment is asked only where it is so', () => {
    const { verify_start: points } = use('monitoring', '', ['debian12'])['debian12']!.target;
    expect(points[0]!.checks[0]!.conditions).toMatchObject([{ value: "monitoring_output_endpoint != ''" }]);
  });
});
