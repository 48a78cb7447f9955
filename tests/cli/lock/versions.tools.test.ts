import { expect, test } from 'vitest';
import { lockedProject, SHOP } from '../../support/debian/locked-project.ts';

const NEXT = '20260112T030000Z';
const first = { greeter: '1.0 greetings', greetings: '1:1.0' };

test('a locked build installs the versions of the lock, although the archive has newer ones', async () => {
  const { archive, vkc, locked, compiled, built, refused, write, mirrors, lock } = await lockedProject();
  archive.publish('20260110T030000Z', first);
  expect(await vkc('lock')).toMatchObject({
    exit: 0,
    out: expect.stringContaining('locked packages: xaas-shop'),
  });
  expect(locked()).toEqual(['greeter 1.0', 'greetings 1:1.0']);
  await compiled('--locked');
  await built('monday.cdx.json');

  archive.publish(NEXT, {
    greeter: ['1.0 greetings', '2.0 greetings'],
    greetings: ['1:1.0', '1:1.1'],
    more: '1',
  });
  expect((await vkc('lock')).out).toBe('vkc.lock: 1 target, unchanged\n');
  await compiled('--locked');
  await built('tuesday.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'tuesday.cdx.json')).out).toMatch(
    /^\d+ packages, then \d+: 0 added, 0 removed, 0 changed\.\n$/,
  );

  // The same version with other content.
  archive.publish(NEXT, { greeter: ['1.0', '2.0 greetings'], greetings: '1:1.0' });
  expect(await refused()).toContain('greeter 1.0 is another file than the one in vkc.lock.');
  // A version that is gone.
  archive.publish('20260113T030000Z', { greeter: '2.0 greetings', greetings: '1:1.0' });
  const gone = await refused();
  expect(gone).toContain('greeter 1.0, which vkc.lock names, is in no package source.');
  expect(gone).toContain('vkc lock --update versions');
  expect(gone).not.toContain('greetings 1:1.0');

  expect((await vkc('lock', '--update', 'versions=xaas-shop')).out).toContain('locked packages: xaas-shop');
  expect(locked()).toEqual(['greeter 2.0', 'greetings 1:1.0']);
  await compiled('--locked');
  await built('updated.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'updated.cdx.json')).out).toContain(
    'greeter  changed  1.0     2.0',
  );

  archive.publish('20260114T030000Z', { greeter: '3.0 greetings', greetings: '1:3.0' });
  write('vkc.yaml', mirrors);
  write('vkc.lock', JSON.stringify({ ...lock(), packages: {} }));
  await compiled();
  await built('unlocked.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'unlocked.cdx.json')).out).toMatch(
    /^greeter +changed +1\.0 +3\.0\ngreetings +changed +1:1\.0 +1:3\.0$/m,
  );
}, 300_000);

test('a locked build refuses packages that are not in the lock', async () => {
  const shell = (command: string) =>
    `shell "${command}" {\n    title = "Install more"\n    allow other-package-manager { reason = "It is what is tested." }\n  }`;
  const { archive, vkc, write, compiled, refused } = await lockedProject(
    SHOP.replace('package greeter', `${shell('apt-get install --yes more')}\n  package greeter`),
  );
  archive.publish('20260110T030000Z', { ...first, more: '1' });
  expect((await vkc('lock')).err).toContain('note: What the task "Install more" installs in xaas-shop');
  await compiled('--locked');
  expect(await refused()).toMatch(/Package 'more' has no installation candidate/);

  // Past apt.
  const url = `${archive.address}/debian/pool/more_1_all.deb`;
  const fetching = `curl --silent --output /tmp/more.deb ${url} && dpkg --install /tmp/more.deb`;
  write('shop.vkimage', SHOP.replace('package greeter', `${shell(fetching)}\n  package greeter`));
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  await compiled('--locked');
  const failed = await refused();
  expect(failed).toContain('more 1 is not in vkc.lock.');
  expect(failed).not.toContain('greeter 1.0 is');
}, 300_000);

test('versions that were solved on a snapshot are there when the archive has none of them any more', async () => {
  const { archive, vkc, locked, compiled, built } = await lockedProject(SHOP, '[snapshot, versions]');
  archive.publish('20260110T030000Z', first);
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(locked()).toEqual(['greeter 1.0', 'greetings 1:1.0']);
  await compiled('--locked');
  await built('monday.cdx.json');
  archive.publish(NEXT, { greeter: '2.0 greetings', greetings: '1:2.0' });
  await compiled('--locked');
  await built('tuesday.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'tuesday.cdx.json')).out).toMatch(
    /^\d+ packages, then \d+: 0 added, 0 removed, 0 changed\.\n$/,
  );
}, 300_000);
