import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderCycloneDx } from '../../../cli/sbom/cyclonedx.ts';
import { inventoryScript, parseInventory } from '../../../cli/sbom/packages.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { debianArchive } from '../../support/debian/archive.ts';
import type { DebianArchive } from '../../support/debian/archive.ts';
import { lockServers } from '../../support/lock-servers.ts';

const SOURCE = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12]
  package greeter { allow unknown-package { reason = "It is in the archive of this test alone." } }
}
`;
const MACHINE = join(import.meta.dirname, '../../support/debian/machine');

type Task = { readonly name: string; readonly block?: readonly Task[] };

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

/**
 * Does on a copy of this machine what the tree does with packages: from its first task until the base image is upgraded, the packages of
 * the image, and the first of `cleanup`. Returns the bill of materials, or what Ansible said if it failed.
 */
async function provision(
  cwd: string,
  archive: DebianArchive,
): Promise<{ readonly bill: string } | { readonly failed: string }> {
  const tasksOf = (role: string) =>
    parse(
      readFileSync(join(cwd, `out/xaas-shop/playbook/provision_roles/${role}/tasks/main.yml`), 'utf8'),
    ) as Task[];
  const first = tasksOf('vm_init');
  const upgrade = first.findIndex(({ name }) => name === 'Upgrade the packages of the base image');
  expect(upgrade).toBeGreaterThan(0);
  const back = tasksOf('cleanup').filter(({ name }) => name.includes('package sources'));
  const tasks = [...first.slice(0, upgrade + 1), ...tasksOf('xaas_shop'), ...back];
  const machine = folder({
    'play.yml': stringify([{ hosts: 'all', gather_facts: false, become: true, tasks }]),
    look: inventoryScript('deb'),
  });
  copyFileSync(archive.keyring, join(machine, 'keyring.gpg'));
  // The archive is a server of this very process.
  const child = spawn(MACHINE, [machine, archive.address], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  if (status !== 0) return { failed: stderr };
  const inventory = parseInventory('deb', stdout)!;
  const [name, title, file, sha256, uuid] = ['xaas-shop', 'Shop', 'xaas-shop.qcow2', 'a'.repeat(64), 'u'];
  const time = '2026-01-15T00:00:00Z';
  return {
    bill: renderCycloneDx({ name, title, version: '1.0.0', file, sha256, inventory, time, uuid, vkc: '1' }),
  };
}

test('a locked build has the same packages after the archive has moved on, and one without a lock has not', async () => {
  const archive = await debianArchive();
  const servers = await lockServers();
  const mirrors = servers.settings.replace(/^ {2}https:\/\/snapshot\.debian\.org: .*$/m, '');
  const cwd = folder({
    'vkc.yaml': `lock_packages: snapshot\n${mirrors}  https://snapshot.debian.org: ${archive.address}\n`,
    'shop.vkimage': SOURCE,
  });
  const built = async (name: string) => {
    const result = await provision(cwd, archive);
    expect(result).not.toHaveProperty('failed');
    writeFileSync(join(cwd, name), (result as { bill: string }).bill);
  };
  const compiled = async (...argv: string[]) =>
    expect(await vkc(cwd, 'compile', '-q', '-o', 'out', ...argv)).toMatchObject({ exit: 0, err: '' });

  archive.publish('20260110T030000Z', { greeter: '1.0' });
  expect(await vkc(cwd, 'lock')).toMatchObject({ exit: 0, err: '' });
  await compiled('--locked');
  await built('monday.cdx.json');
  expect(readFileSync(join(cwd, 'monday.cdx.json'), 'utf8')).toMatch(/"pkg:deb\/\w+\/greeter@1\.0\?/);

  archive.publish('20260112T030000Z', { greeter: '2.0' });
  await compiled('--locked');
  await built('tuesday.cdx.json');
  expect(await vkc(cwd, 'diff', 'monday.cdx.json', 'tuesday.cdx.json')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^\d+ packages, then \d+: 0 added, 0 removed, 0 changed\.\n$/),
  });

  expect((await vkc(cwd, 'lock', '--update', 'snapshots')).out).toContain('locked snapshots: debian12');
  await compiled('--locked');
  await built('updated.cdx.json');
  expect((await vkc(cwd, 'diff', 'monday.cdx.json', 'updated.cdx.json')).out).toContain(
    'greeter  changed  1.0     2.0',
  );

  // A server that gives other packages for the same snapshot.
  archive.rewrite('20260112T030000Z', { greeter: '2.1' });
  const { failed } = (await provision(cwd, archive)) as { failed: string };
  expect(failed).toMatch(/The index of bookworm\S* is not the one in vkc\.lock\./);

  archive.publish('20260114T030000Z', { greeter: '3.0' });
  writeFileSync(join(cwd, 'vkc.yaml'), mirrors);
  writeFileSync(
    join(cwd, 'vkc.lock'),
    readFileSync(join(cwd, 'vkc.lock'), 'utf8').replace(
      /"snapshots": \{[^]*?\n {2}\},\n/,
      '"snapshots": {},\n',
    ),
  );
  await compiled();
  await built('unlocked.cdx.json');
  expect((await vkc(cwd, 'diff', 'monday.cdx.json', 'unlocked.cdx.json')).out).toContain(
    'greeter  changed  1.0     3.0',
  );
});
