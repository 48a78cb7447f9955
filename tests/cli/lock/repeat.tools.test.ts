import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc as run } from '../../support/command-line.ts';
import { debianArchive } from '../../support/debian/archive.ts';
import { provision } from '../../support/debian/provision.ts';
import { lockServers } from '../../support/locking/lock-servers.ts';

const SOURCE = `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [debian12]
  package greeter { allow unknown-package { reason = "It is in the archive of this test alone." } }
}
`;

const vkc = (cwd: string, ...argv: string[]) => run(cwd, argv, { compile });

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
