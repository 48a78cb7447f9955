// The Debian example with `lock_packages: versions`: `vkc lock` solves what its build installs, on the base image of the test.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { must } from './machine.mjs';
import { serve } from './serve.mjs';

const SETTINGS = (address) => `lock_packages: versions
mirrors:
  https://cloud.debian.org: ${address}/cloud
  https://api.github.com: ${address}/api
  https://github.com: ${address}/github
`;

/**
 * Copies an example to `folder` and locks it. What the vendors' servers have is stood in for: the base image under its address and in
 * a list of checksums, and a version of each plugin. The packages are those of the archives that the base image names.
 */
export async function lockedExample(source, base, folder) {
  const project = join(folder, 'project');
  const servers = join(folder, 'servers');
  rmSync(servers, { recursive: true, force: true });
  cpSync(dirname(source), project, { recursive: true });

  const put = (path, text) => {
    mkdirSync(dirname(join(servers, path)), { recursive: true });
    writeFileSync(join(servers, path), text);
  };
  const name = 'debian-12-genericcloud-amd64.qcow2';
  const sum = (await must('sha512sum', [base], { seconds: 300 })).split(' ')[0];
  put('cloud/images/cloud/bookworm/latest/SHA512SUMS', `${sum}  ${name}\n`);
  symlinkSync(base, join(servers, 'cloud/images/cloud/bookworm/latest', name));
  for (const plugin of ['qemu', 'ansible']) {
    const repository = `hashicorp/packer-plugin-${plugin}`;
    put(`api/repos/${repository}/git/matching-refs/tags`, JSON.stringify([{ ref: 'refs/tags/v1.1.3' }]));
    put(
      `github/${repository}/releases/download/v1.1.3/packer-plugin-${plugin}_v1.1.3_SHA256SUMS`,
      `${'a'.repeat(64)}  packer-plugin-${plugin}_v1.1.3_x5.0_linux_amd64.zip\n`,
    );
  }
  const server = await serve();
  server.open('/locked/', servers);
  writeFileSync(join(project, 'vkc.yaml'), SETTINGS(`http://127.0.0.1:${server.port}/locked`));
  await must(process.execPath, [resolve('dist/vkc.js'), 'lock'], { cwd: project, seconds: 600 });
  const { packages } = JSON.parse(readFileSync(join(project, 'vkc.lock'), 'utf8'));
  return { source: join(project, basename(source)), packages };
}

/** The image has each package of the lock in its version, by the bill of materials that `vkc verify` made of the booted machine. */
export function assertLocked(check, reports, packages) {
  const [{ packages: locked }] = Object.values(packages);
  const { components } = JSON.parse(readFileSync(join(reports, 'xaas-hello.cdx.json'), 'utf8'));
  const versions = new Map(components.map(({ name, version }) => [name, version]));
  const wrong = locked.filter(({ name, version }) => versions.get(name) !== version);
  check(
    `the image has the ${locked.length} packages of vkc.lock`,
    wrong.length > 0 &&
      wrong.map(({ name, version }) => `${name}: ${versions.get(name)}, not ${version}`).join('; '),
  );
  const names = locked.map(({ name }) => name);
  check('nginx-light is one of them', !names.includes('nginx-light') && names.join(' '));
}
