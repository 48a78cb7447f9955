import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { vkc } from '../command-line.ts';

/** The source of a small image; `members` are added to it. */
const source = (name: string, members: string) => `image ${name} {
  title = "A"
  os    = [debian12]
  package jq
  ${members}
}
`;

/** Compiles a tree in a project's folder, where a target can be published that is called like the image. */
export async function compileTree(root: string, name: string, members = ''): Promise<void> {
  writeFileSync(join(root, `${name}.vkimage`), source(name, members));
  const { exit, err } = await vkc(root, ['compile', '-q', `${name}.vkimage`], { compile });
  expect({ exit, errors: err.match(/error\[.*/g) }).toEqual({ exit: 0, errors: null });
}

/** Stands for a build: a small disk with some content, and its checksum. */
export function makeDisk(root: string, name: string, pattern: number, format = 'qcow2'): string {
  const folder = join(root, 'out', name, 'output', name);
  mkdirSync(folder, { recursive: true });
  const disk = join(folder, `${name}.${format}`);
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });
  run('qemu-img', 'create', '-q', '-f', format, disk, '4M');
  run('qemu-io', '-f', format, '-c', `write -q -P ${pattern} 0 64k`, disk);
  writeFileSync(`${disk}.sha256`, `${run('sha256sum', disk).split(' ')[0]}\t${name}.${format}\n`);
  return disk;
}

/** A folder with a program `openstack` that stands before the real one on the PATH it gives. */
export function clientOnPath(root: string, script: string): string {
  const folder = mkdtempSync(join(root, 'bin-'));
  const path = join(folder, 'openstack');
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  return `${folder}:${process.env['PATH']}`;
}
