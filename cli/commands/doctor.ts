import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeImage } from '../../emit/tree/manifest-image.ts';
import type { TreeImage } from '../../emit/tree/manifest-image.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { openTree } from '../tree/built.ts';
import { Args, EXIT, isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { compileInputs } from '../project/compile.ts';
import { fail } from '../shell/failure.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';
import type { Needs } from '../doctor/findings.ts';

const command: Command = {
  name: 'doctor',
  order: 140,
  summary: 'Report which tools this machine has and lacks for building, verifying and publishing.',
  usage: '[OPTIONS] [TREE|FILES…]',
  about: [
    'Checks Packer, its plugins, Ansible, QEMU and the other tools, and says how to install the missing ones. Tests KVM by booting a 512-byte boot sector.',
    'If you name a tree or FILES, it reports what those images need. It exits with 3 if a tool is missing that every build needs.',
  ],
  options: {
    json: { doc: 'Print JSON.' },
  },
  async run(args, io) {
    const needs = await needsOf(args, io);
    if (typeof needs === 'number') return needs;
    const [{ findings }, { printFindings, conclusion }, { ownFamily }] = await Promise.all([
      import('../doctor/findings.ts'),
      import('../doctor/report.ts'),
      import('../packer/preflight.ts'),
    ]);
    const found = await findings(needs, ownFamily(), io.env);
    const ready = found.every(({ state }) => state !== 'missing');
    const names = needs?.images.map(({ name }) => name) ?? [];
    if (args.has('json')) {
      io.stdout.write(`${JSON.stringify({ ready, images: names, findings: found }, null, 2)}\n`);
    } else {
      const color = useColor(io.stdout, io.env, args.value('color'));
      io.stdout.write(`${printFindings(found, color)}\n${conclusion(found, names)}`);
    }
    return ready ? EXIT.ok : EXIT.environment;
  },
};

/**
 * Returns the needs of the named trees and files; null if none are named; an exit code if one cannot be read.
 */
async function needsOf(args: Args, io: Io): Promise<Needs | null | number> {
  const isTree = (name: string) => existsSync(join(resolve(io.cwd, name), manifestPath));
  const named = args.positionals.length === 0 && isTree('.') ? ['.'] : args.positionals;
  if (named.length === 0) return null;
  const images: TreeImage[] = [];
  let galaxy = false;
  for (const name of named.filter(isTree)) {
    const tree = openTree(resolve(io.cwd, name), name);
    if (isFailure(tree)) return fail(tree, io);
    images.push(tree.image);
    galaxy ||= existsSync(join(tree.dir, 'playbook/requirements.yml'));
  }
  const files = named.filter((name) => !isTree(name));
  if (files.length === 0) return { images, galaxy };
  const compilation = await compileInputs(new Args(files, new Map()), io);
  if (isFailure(compilation)) return fail(compilation, io);
  if (compilation.exit !== EXIT.ok) return compilation.exit;
  for (const { image } of compilation.images) {
    images.push(describeImage(image));
    galaxy ||= image.requirements.roles.length + image.requirements.collections.length > 0;
  }
  return { images, galaxy };
}

export default command;
