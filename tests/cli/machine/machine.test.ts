import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { converse } from '../../../cli/machine/json-lines.ts';
import { qemuArguments } from '../../../cli/machine/qemu.ts';
import { folder } from '../../support/command-line.ts';

/** A server that answers each line with what `answer` makes of it. */
async function served(answer: (line: string) => string, greeting = ''): Promise<string> {
  const path = join(folder(), 'sock');
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(greeting);
    socket.on('data', (data) => socket.write(answer(data.toString().trim()), 'latin1'));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

describe('a conversation', () => {
  test('sends each request after the answer to the one before, and ignores other lines', async () => {
    const path = await served((line) => `{"event":"X"}\n\xff{"return":${line}}\n`, '{"QMP":{}}\nnonsense\n');
    const done = await converse(path, [{ execute: 'a' }, { execute: 'b' }]);
    expect(done).toEqual({ value: [{ return: { execute: 'a' } }, { return: { execute: 'b' } }] });
  });

  test('reports why it failed', async () => {
    const silent = await served(() => '');
    expect(await converse(silent, [{ execute: 'a' }], { seconds: 0.05 })).toEqual({
      problem: 'no answer within 0.05 s',
    });
    expect(await converse(join(folder(), 'none'), [{ execute: 'a' }])).toMatchObject({
      problem: expect.stringContaining('ENOENT'),
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await converse(silent, [{ execute: 'a' }], { signal: stop.signal })).toEqual({
      problem: 'interrupted',
    });
  });

  test('gives errors as answers', async () => {
    const path = await served(() => '{"error":{"desc":"disabled"}}\n');
    expect(await converse(path, [{ execute: 'a' }])).toEqual({ value: [{ error: { desc: 'disabled' } }] });
  });
});

const hardware = {
  disk: '/tmp/a,b/disk.qcow2',
  seed: '/tmp/s/seed.iso',
  console: '/tmp/s/console.log',
  monitor: '/tmp/s/qmp.sock',
  agent: '/tmp/s/agent.sock',
  accelerator: 'kvm',
  memory: 1024,
  mac: '52:54:00:00:00:01',
  port: 2222,
  arch: 'amd64',
  firmware: { code: '/usr/share/ovmf/OVMF.fd', variables: null },
} as const;

test('a machine is QEMU with the devices of the cloud', () => {
  const args = qemuArguments(hardware);
  expect(args.join(' ')).toContain('-machine pc,accel=kvm -bios /usr/share/ovmf/OVMF.fd -cpu host');
  expect(args).toContain('file=/tmp/a,,b/disk.qcow2,if=virtio,format=qcow2,cache=unsafe');
  expect(args).toContain('user,id=net0,hostfwd=tcp:127.0.0.1:2222-:22');
});

test('a machine with a processor of ARM, or with Secure Boot, is another machine of QEMU', () => {
  const arm = qemuArguments({ ...hardware, arch: 'arm64', accelerator: 'tcg' }).join(' ');
  expect(arm).toContain(
    '-machine virt,accel=tcg -bios /usr/share/ovmf/OVMF.fd -cpu max,pauth-impdef=on -smp',
  );
  const secure = qemuArguments({ ...hardware, firmware: { code: '/c.fd', variables: '/tmp/a,b/v.fd' } });
  expect(secure).toContain('q35,smm=on,accel=kvm,pflash0=code,pflash1=variables');
  expect(secure).toContain('driver=cfi.pflash01,property=secure,value=on');
  expect(secure).toContain('node-name=code,driver=raw,read-only=on,file.driver=file,file.filename=/c.fd');
  expect(secure).toContain('node-name=variables,driver=raw,file.driver=file,file.filename=/tmp/a,,b/v.fd');
  expect(secure).not.toContain('-bios');
});
