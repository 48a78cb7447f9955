import { expect, test } from 'vitest';
import { allowed, lockedProject, SHOP } from '../../support/redhat/locked-project.ts';

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

const MODULES = ['1', '2']
  .map(
    (stream) => `---
document: modulemd
version: 2
data:
  name: greeting
  stream: "${stream}"
  version: 9040020240101000000
  context: rhel9
  arch: x86_64
  summary: Greeting
  description: For a test.
  license:
    module: [MIT]
  artifacts:
    rpms:
      - greeter-0:${stream}.0-1.noarch
`,
  )
  .join('');

test('streams of modules, other repositories and what is recommended are solved as the build does it', async () => {
  const source = (address: string) => `# Shop.
image xaas-shop {
  version = "1.0.0"
  os      = [almalinux9]
  command "dnf --assumeyes module enable greeting:1" { allow other-package-manager { reason = "It is what is tested." } }
  repository acme {
    url = "${address}/acme"
    enabled = false
    allow plain-http { reason = "It is on loopback." }
    allow unsigned-repository { reason = "It is on loopback." }
  }
  package greeter { ${allowed} }
  package extra-release { ${allowed} }
  package tool { from = "acme" ${allowed} }
  package beside { recommends = true ${allowed} }
  package from-extra { ${allowed} }
}
`;
  const { server, vkc, write, mirrors, locked, lock, compiled, built, refused } = await lockedProject(SHOP, {
    'etc/dnf/dnf.conf': '[main]\ngpgcheck=0\nbest=True\nexcludepkgs=greetings-9*\n',
  });
  server.define('beside', { recommends: ['along'] });
  server.define('tool', { recommends: ['never'] });
  const extra = (address: string) =>
    server.define('extra-release', {
      files: { '/etc/yum.repos.d/extra.repo': `[extra]\nname=Extra\nbaseurl=${address}\ngpgcheck=0\n` },
    });
  const publish = () =>
    server.publish(
      {
        greeter: ['1.0-1', '2.0-1', '3.0-1'],
        greetings: ['1-1', '9-1'],
        beside: '1-1',
        along: '1-1',
        never: '1-1',
        'extra-release': '1-1',
      },
      undefined,
      MODULES,
    );
  extra(`${server.address}/extra/$basearch`);
  publish();
  server.publish({ tool: '7-1', greetings: '8-1' }, 'acme');
  server.publish({ 'from-extra': ['1-1', '2-1'], beside: '0-1' }, 'extra/x86_64');
  write('shop.vkimage', source(server.address));
  expect(await vkc('lock')).toMatchObject({ exit: 0, err: expect.not.stringContaining('is not known') });
  expect(locked()).toEqual([
    'along 1-1',
    'beside 1-1',
    'extra-release 1-1',
    'from-extra 2-1',
    'greeter 1.0-1',
    'greetings 1-1',
    'tool 7-1',
  ]);
  const of = (name: string) => lock().packages['xaas-shop']!.packages.find((each) => each.name === name)!;
  expect(of('from-extra')).toMatchObject({
    repository: 'extra',
    url: `${server.address}/extra/x86_64/from-extra-2-1.noarch.rpm`,
  });
  expect(of('tool').repository).toBe('acme');
  await compiled('--locked');
  await built('monday.cdx.json');
  // A repository that comes with a package is looked into when it is there.
  server.publish({ 'from-extra': '2-2' }, 'extra/x86_64');
  expect(await refused()).toMatch(/exclude filtering for argument: from-extra/);

  // What dnf of EL 10 knows in addresses; and the lock has the address of the source, not of the mirror.
  extra(`${server.address}/\${releasever_minor:+none}extra/\${nothing:-$basearch}`);
  publish();
  write('shop.vkimage', source('http://rpm.example.org'));
  write('vkc.yaml', `lock_packages: versions\n${mirrors}  http://rpm.example.org: ${server.address}\n`);
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(of('from-extra').version).toBe('2-2');
});
