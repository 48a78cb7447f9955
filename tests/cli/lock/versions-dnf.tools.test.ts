import { expect, test } from 'vitest';
import { lockedProject, SHOP } from '../../support/redhat/locked-project.ts';

const first = { greeter: '1.0-1', greetings: '1:1.0-1' };
const SAME = /^\d+ packages, then \d+: 0 added, 0 removed, 0 changed\.\n$/;

test('a locked build installs the versions of the lock, although the repository has newer ones', async () => {
  const { server, vkc, locked, compiled, built, refused, write, mirrors, lock } = await lockedProject();
  server.publish({ ...first, bash: '5.2-1' });
  expect(await vkc('lock')).toMatchObject({
    exit: 0,
    out: expect.stringContaining('locked packages: xaas-shop'),
  });
  expect(locked()).toEqual(['bash 5.2-1', 'greeter 1.0-1', 'greetings 1:1.0-1']);
  await compiled('--locked');
  await built('monday.cdx.json');

  server.publish({
    greeter: ['1.0-1', '2.0-1'],
    greetings: ['1:1.0-1', '1:1.1-1'],
    bash: ['5.2-1', '5.3-1'],
    'almalinux-release': '9-2',
    more: '1-1',
  });
  expect((await vkc('lock')).out).toBe('vkc.lock: 1 target, unchanged\n');
  await compiled('--locked');
  await built('tuesday.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'tuesday.cdx.json')).out).toMatch(SAME);

  // The same version with other content.
  server.define('greeter', { requires: ['greetings'], files: { '/usr/share/greeter/other': 'x\n' } });
  server.publish({ ...first, bash: '5.2-1' });
  expect(await refused()).toContain('greeter 1.0-1 noarch is another file than the one in vkc.lock.');
  // A version that is gone.
  server.publish({ greeter: '2.0-1', greetings: '1:1.0-1', bash: '5.2-1' });
  const gone = await refused();
  expect(gone).toContain('greeter 1.0-1 noarch, which vkc.lock names, is in no package source.');
  expect(gone).toContain('vkc lock --update versions');
  expect(gone).not.toContain('greetings 1:1.0');
  expect(gone).not.toContain('TASK [Upgrade');

  expect((await vkc('lock', '--update', 'versions=xaas-shop')).out).toContain('locked packages: xaas-shop');
  expect(locked()).toEqual(['bash 5.2-1', 'greeter 2.0-1', 'greetings 1:1.0-1']);
  await compiled('--locked');
  await built('updated.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'updated.cdx.json')).out).toMatch(
    /greeter +changed +1\.0-1 +2\.0-1/,
  );

  server.publish({ greeter: '3.0-1', greetings: '1:3.0-1', bash: '5.2-1' });
  write('vkc.yaml', mirrors);
  write('vkc.lock', JSON.stringify({ ...lock(), packages: {} }));
  await compiled();
  await built('unlocked.cdx.json');
  expect((await vkc('diff', 'monday.cdx.json', 'unlocked.cdx.json')).out).toMatch(
    /^greeter +changed +1\.0-1 +3\.0-1\ngreetings +changed +1:1\.0-1 +1:3\.0-1$/m,
  );
}, 300_000);

test('a locked build refuses packages that are not in the lock', async () => {
  const shell = (command: string) =>
    `shell "${command}" {\n    title = "Install more"\n    allow other-package-manager { reason = "It is what is tested." }\n  }`;
  const { server, vkc, write, compiled, refused } = await lockedProject(
    SHOP.replace('package greeter', `${shell('dnf --assumeyes install more')}\n  package greeter`),
  );
  server.publish({ ...first, more: '1-1' });
  expect((await vkc('lock')).err).toContain('note: What the task "Install more" installs in xaas-shop');
  await compiled('--locked');
  expect(await refused()).toMatch(/All matches were filtered out by exclude filtering for argument: more/);

  // Past dnf.
  const url = `${server.address}/9/BaseOS/x86_64/more-1-1.noarch.rpm`;
  const fetching = `curl --silent --output /tmp/more.rpm ${url} && rpm --nodeps --install /tmp/more.rpm`;
  write('shop.vkimage', SHOP.replace('package greeter', `${shell(fetching)}\n  package greeter`));
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  await compiled('--locked');
  const failed = await refused();
  expect(failed).toContain('more 0:1-1 is not in vkc.lock.');
  expect(failed).not.toContain('greeter 0:1.0-1 is');
}, 300_000);
