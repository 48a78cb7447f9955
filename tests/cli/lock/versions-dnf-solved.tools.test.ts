import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveBaseDisk, withBerkeleyDatabase } from '../../support/redhat/base-disk.ts';
import { lockedProject, allowed, SHOP } from '../../support/redhat/locked-project.ts';
import { BASE } from '../../support/redhat/repository.ts';
import { ownTemporaries } from '../../support/temporaries.ts';

const first = { greeter: '1.0-1', greetings: '1:1.0-1' };

describe('vkc lock, with lock_packages: versions and dnf', () => {
  test('solves the packages that an image asks for, and keeps them until the source asks for others', async () => {
    const { server, vkc, write, lock, cwd, asked } = await lockedProject();
    const temporaries = ownTemporaries();
    server.publish({ ...first, more: '1-1', bash: '99-1' });
    const made = await vkc('lock');
    expect(made).toMatchObject({
      exit: 0,
      err: expect.stringContaining('bringing the base image of almalinux9'),
    });
    expect(temporaries()).toEqual([]);
    expect(lock().packages).toEqual({
      'xaas-shop': {
        base: lock().base_images['almalinux9']!.checksum,
        requests: expect.arrayContaining(['upgrade what is installed', 'install greeter']),
        packages: [
          // What the base image has is upgraded.
          expect.objectContaining({ name: 'bash', version: '99-1' }),
          {
            name: 'greeter',
            arch: 'noarch',
            version: '1.0-1',
            sha256: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
            url: `${server.address}/${BASE}/greeter-1.0-1.noarch.rpm`,
            repository: 'baseos',
          },
          expect.objectContaining({ name: 'greetings', version: '1:1.0-1' }),
        ],
      },
    });
    expect(readdirSync(join(cwd, 'cache/vkc/base-systems'))).toHaveLength(1);

    asked.length = 0;
    server.asked.length = 0;
    expect(await vkc('lock', '--check')).toEqual({ exit: 0, out: '', err: '' });
    write('shop.vkimage', SHOP.replace('package greeter', `package more { ${allowed} }\n  package greeter`));
    expect((await vkc('lock', '--check')).err).toContain(
      '  xaas-shop asks to install more, which is not in it.\n',
    );
    expect([...asked, ...server.asked]).toEqual([]);
    // The base image is known by now.
    expect(await vkc('lock')).toMatchObject({
      exit: 0,
      err: '',
      out: expect.stringContaining('locked packages'),
    });
    expect(asked.filter((each) => each.includes('qcow2'))).toEqual([]);
  });

  test('says which package there is not, and keeps no lock', async () => {
    const { server, vkc, cwd } = await lockedProject();
    server.publish({ greeter: '1.0-1' });
    const { exit, err } = await vkc('lock');
    expect(exit).toBe(3);
    expect(err).toMatch(
      /The packages of xaas-shop cannot be solved: .*nothing provides greetings needed by greeter/,
    );
    server.publish({ greetings: '1-1' });
    expect((await vkc('lock')).err).toMatch(/cannot be solved: .*greeter/);
    expect(existsSync(join(cwd, 'vkc.lock'))).toBe(false);
  });
});

test('what the base image says is data, and none of it is started; it may be of EL 8 and ext4', async () => {
  const { server, vkc, cwd, locked, files, base } = await lockedProject();
  const started = join(cwd, 'started');
  const hostile = {
    'etc/dnf/dnf.conf': `[main]\nplugins=1\npluginpath=${cwd}\nreposdir=/etc\ncachedir=/nowhere\nbest=True\n`,
    'etc/yum.repos.d/local.repo':
      '[local]\nname=Local\nbaseurl=file:///etc\n[off]\nname=x\nbaseurl=http://127.0.0.1:1/\nenabled=0\n',
    'etc/dnf/vars/odd': '$(touch started)\n',
  };
  for (const [name, text] of Object.entries(hostile)) writeFileSync(join(base.root, name), text);
  const plugin = `import dnf\nclass P(dnf.Plugin):\n  name = "p"\nopen("${started}", "w")\n`;
  writeFileSync(join(cwd, 'plugin.py'), plugin);
  withBerkeleyDatabase(base);
  serveBaseDisk({ files }, base, 'ext4');
  server.publish(first);
  expect(await vkc('lock')).toMatchObject({ exit: 0 });
  expect(locked()).toEqual(['greeter 1.0-1', 'greetings 1:1.0-1']);
  expect(existsSync(started)).toBe(false);

  // A repository that does not answer is not left out.
  writeFileSync(
    join(base.root, 'etc/yum.repos.d/local.repo'),
    '[gone]\nname=x\nbaseurl=http://127.0.0.1:1/\nskip_if_unavailable=1\n',
  );
  serveBaseDisk({ files }, base);
  expect(await vkc('lock', '--update', 'os')).toEqual({
    exit: 3,
    out: '',
    err: expect.stringMatching(/The package sources of almalinux9 cannot be read: .*'gone'/),
  });
});

test('says which disk it cannot read, and what it needs on this machine', async () => {
  const { vkc, files, base } = await lockedProject();
  rmSync(join(base.root, 'var/lib/rpm'), { recursive: true });
  serveBaseDisk({ files }, base);
  expect((await vkc('lock')).err).toMatch(
    /none of its partitions has an rpm database; \(loop0,gpt1\): unknown filesystem/,
  );
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    const { exit, err } = await vkc('lock');
    expect(exit).toBe(3);
    expect(err).toMatch(/needs .*qemu-img.* for targets with dnf/);
    expect(err).toContain('apt-get install ');
  } finally {
    process.env['PATH'] = path;
  }
});

test('an image on another one has the versions of that', async () => {
  const source = `${SHOP}\n# On it.\nimage xaas-more {\n  version = "1.0.0"\n  os = [almalinux9]\n  base = image.xaas-shop\n  package more { ${allowed} }\n}\n`;
  const { server, vkc, locked, write, mirrors } = await lockedProject(source);
  write('vkc.yaml', `lock_packages: [snapshot, versions]\n${mirrors}`);
  server.publish(first);
  expect((await vkc('lock')).err).toMatch(/The packages of xaas-more cannot be solved: .*more/);
  server.publish({ ...first, more: '1-1' });
  expect(await vkc('lock')).toMatchObject({
    exit: 0,
    err: expect.stringContaining('note: The packages of almalinux9 are pinned by their versions alone: '),
  });
  expect(locked('xaas-more')).toEqual(['greeter 1.0-1', 'greetings 1:1.0-1', 'more 1-1']);
  server.publish({ greeter: ['1.0-1', '2-1'], greetings: ['1:1.0-1', '1:2-1'], more: '2-1' });
  expect(await vkc('lock', '--update', 'versions=xaas-more')).toMatchObject({ exit: 0 });
  expect(locked('xaas-more')).toEqual(['greeter 1.0-1', 'greetings 1:1.0-1', 'more 2-1']);
  expect(await vkc('lock', '--update', 'versions=xaas-shop')).toMatchObject({ exit: 0 });
  expect(locked('xaas-more')).toEqual(['greeter 2-1', 'greetings 1:2-1', 'more 2-1']);
});
