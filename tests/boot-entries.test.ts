import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './support/examples.ts';

/* grubby and kernel-install of the stand-in for EL, on a folder in place of its disk. */
const grubby = join(root, 'tests/e2e/grubby');
const kernelInstall = join(root, 'tests/e2e/kernel-install');
const vendor = 'f'.repeat(32);
const machine = '0123456789abcdef0123456789abcdef';
let disk: string;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(disk, path)), { recursive: true });
  writeFileSync(join(disk, path), text);
};
const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, GRUBBY_ROOT: disk, GRUBBY: grubby, GRUBBY_CMDLINE: join(disk, 'cmdline') },
  });
const values = (field: string, which = 'ALL') =>
  [...run(grubby, `--info=${which}`).matchAll(new RegExp(`^${field}="(.*)"$`, 'gm'))].map(
    (match) => match[1],
  );
const menu = () =>
  [...readFileSync(join(disk, 'boot/grub/grub.cfg'), 'utf8').matchAll(/^\tlinux (.*)$/gm)].map(
    (match) => match[1],
  );

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'vkc-entries-'));
  write('etc/machine-id', `${machine}\n`);
  write('cmdline', 'BOOT_IMAGE=/boot/vmlinuz-6.1 root=LABEL=rootfs ro console=ttyS0\n');
  write('boot/vmlinuz-6.1', 'kernel\n');
  write('boot/initrd.img-6.1', 'initramfs\n');
  write('boot/grub/grub.cfg', '');
  write('boot/grub2/grubenv', `saved_entry=${vendor}-6.1\n`);
  write(
    `boot/loader/entries/${vendor}-6.1.conf`,
    'title AlmaLinux (6.1)\nversion 6.1\nlinux /boot/vmlinuz-6.1\ninitrd /boot/initrd.img-6.1\noptions root=LABEL=rootfs ro console=ttyS0\n',
  );
  write('next', 'newer kernel\n');
});
afterEach(() => rmSync(disk, { recursive: true }));

test('grubby reads and writes the entries, and the menu follows them', () => {
  expect(values('args')).toEqual(['ro console=ttyS0']);
  expect(values('root')).toEqual(['LABEL=rootfs']);
  expect(run(grubby, '--default-kernel')).toBe('/boot/vmlinuz-6.1\n');
  // What has the name of an argument that is added goes first, so several values are given at once.
  run(grubby, '--update-kernel=ALL', '--args=console=tty0 console=ttyS0,115200n8');
  expect(values('args')).toEqual(['ro console=tty0 console=ttyS0,115200n8']);
  run(grubby, '--update-kernel=ALL', '--args=console=ttyS1');
  expect(values('args')).toEqual(['ro console=ttyS1']);
  run(grubby, '--update-kernel=DEFAULT', '--remove-args=console', '--args=quiet');
  expect(menu()).toEqual(['/boot/vmlinuz-6.1 root=LABEL=rootfs ro quiet']);
  expect(() => run(grubby, '--info=/boot/vmlinuz-7')).toThrow(/incorrect/);
});

test('a kernel that comes later has the arguments of the running one, and is the default', () => {
  run(grubby, '--update-kernel=ALL', '--args=console=tty0 console=ttyS0,115200n8');
  run(kernelInstall, 'add', '6.2', join(disk, 'next'));
  expect(readdirSync(join(disk, 'boot/loader/entries')).sort()).toEqual([
    `${machine}-6.2.conf`,
    `${vendor}-6.1.conf`,
  ]);
  expect(values('args')).toEqual(['ro console=ttyS0', 'ro console=tty0 console=ttyS0,115200n8']);
  expect(run(grubby, '--default-kernel')).toBe('/boot/vmlinuz-6.2\n');
  expect(values('kernel', 'DEFAULT')).toEqual(['/boot/vmlinuz-6.2']);
  expect(menu()[0]).toBe('/boot/vmlinuz-6.2 root=LABEL=rootfs ro console=ttyS0');
  expect(readFileSync(join(disk, 'boot/vmlinuz-6.2'), 'utf8')).toBe('newer kernel\n');
  run(kernelInstall, 'remove', '6.2');
  expect(values('kernel')).toEqual(['/boot/vmlinuz-6.1']);
});

test('or those of /etc/kernel/cmdline, which grubby keeps up to date', () => {
  write('etc/kernel/cmdline', 'root=LABEL=rootfs ro quiet\n');
  run(grubby, '--update-kernel=ALL', '--args=console=tty0');
  run(kernelInstall, 'add', '6.2', join(disk, 'next'));
  expect(values('args')).toEqual(['ro quiet console=tty0', 'ro console=tty0']);
});
