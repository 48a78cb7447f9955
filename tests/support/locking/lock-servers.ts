import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const hex = (kind: string, text: string) => createHash(kind).update(text).digest('hex');

/** Stand-ins for the servers that a lock is made from, on loopback. */
export interface LockServers {
  /** Texts by path. They can be changed, and more can be added. */
  readonly files: Map<string, string | Buffer>;
  /** Paths that were asked for, with the method. */
  readonly asked: string[];
  /** The settings of a project that asks these servers. */
  readonly settings: string;
  readonly address: string;
  close(): void;
}

const PLUGIN = (name: string, version: string) =>
  `/gh/hashicorp/packer-plugin-${name}/releases/download/v${version}`;

export async function lockServers(): Promise<LockServers> {
  const image = 'the disk of Debian';
  const files = new Map<string, string | Buffer>([
    [
      '/cloud/images/cloud/bookworm/',
      '<a href="20260101-1/">x</a> <a href="20260214-2/">x</a> <a href="latest/">x</a>',
    ],
    [
      '/cloud/images/cloud/bookworm/latest/SHA512SUMS',
      `${hex('sha512', 'other')}  debian-12-nocloud-amd64.qcow2\n${hex('sha512', image)}  debian-12-genericcloud-amd64.qcow2\n`,
    ],
    [
      '/cloud/images/cloud/bookworm/20260101-1/SHA512SUMS',
      `${hex('sha512', 'old')}  debian-12-genericcloud-amd64-20260101-1.qcow2\n`,
    ],
    [
      '/cloud/images/cloud/bookworm/20260214-2/SHA512SUMS',
      `${hex('sha512', image)}  debian-12-genericcloud-amd64-20260214-2.qcow2\n`,
    ],
    ['/cloud/images/cloud/bookworm/20260214-2/debian-12-genericcloud-amd64-20260214-2.qcow2', image],
    ['/cloud/images/cloud/bookworm/latest/debian-12-genericcloud-amd64.qcow2', image],
    ['/files/tool.bin', 'the tool'],
    ['/noble/SHA256SUMS', `${hex('sha256', image)} *noble-server-cloudimg-amd64.img\n`],
    ['/noble/noble-server-cloudimg-amd64.img', image],
    ['/alma/CHECKSUM', `${hex('sha256', image)}  AlmaLinux-9-GenericCloud-latest.x86_64.qcow2\n`],
    ['/alma/AlmaLinux-9-GenericCloud-latest.x86_64.qcow2', image],
    [
      '/galaxy/api/v3/plugin/ansible/content/published/collections/index/community/general/versions/6.6.2/',
      JSON.stringify({ artifact: { sha256: 'c'.repeat(64) } }),
    ],
  ]);
  const times = ['20260110T030000Z', '20260114T211500Z', '20260112T090000Z'];
  for (const name of ['debian', 'debian-security']) {
    const suites = name === 'debian' ? ['bookworm', 'bookworm-updates'] : ['bookworm-security'];
    files.set(
      `/debian/mr/timestamp/?archive=${name}&after=20251216T000000Z`,
      JSON.stringify({ result: { [name]: times } }),
    );
    for (const suite of suites)
      for (const time of [...times, '20260120T030000Z'])
        files.set(`/debian/archive/${name}/${time}/dists/${suite}/InRelease`, `${suite} at ${time}\n`);
  }
  for (const suite of ['noble', 'noble-updates', 'noble-security'])
    files.set(`/ubuntu/20260115T000000Z/dists/${suite}/InRelease`, `${suite}\n`);
  for (const name of ['qemu', 'ansible']) {
    const tags = ['v1.0.9', 'v1.1.0', 'v1.1.3', 'v2.0.0', 'v1.2.0-beta'].map((tag) => ({
      ref: `refs/tags/${tag}`,
    }));
    files.set(`/api/repos/hashicorp/packer-plugin-${name}/git/matching-refs/tags`, JSON.stringify(tags));
    for (const version of ['1.1.3', '1.1.4'])
      files.set(
        `${PLUGIN(name, version)}/packer-plugin-${name}_v${version}_SHA256SUMS`,
        `${'a'.repeat(64)}  packer-plugin-${name}_v${version}_x5.0_linux_amd64.zip\n${'b'.repeat(64)}  packer-plugin-${name}_v${version}_x5.0_darwin_arm64.zip\n`,
      );
  }
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const text = files.get(request.url ?? '');
    if (text === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
    response.end(request.method === 'HEAD' ? undefined : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const settings = [
    'mirrors:',
    `  https://cloud.debian.org: ${address}/cloud`,
    `  https://api.github.com: ${address}/api`,
    `  https://github.com: ${address}/gh`,
    `  https://galaxy.ansible.com: ${address}/galaxy`,
    `  https://cloud-images.ubuntu.com/noble/current: ${address}/noble`,
    `  https://repo.almalinux.org/almalinux/9/cloud/x86_64/images: ${address}/alma`,
    `  https://files.example.org: ${address}/files`,
    `  https://snapshot.debian.org: ${address}/debian`,
    `  https://snapshot.ubuntu.com/ubuntu: ${address}/ubuntu`,
    '',
  ].join('\n');
  return { files, asked, settings, address, close };
}
