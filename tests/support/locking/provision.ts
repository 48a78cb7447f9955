import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderCycloneDx } from '../../../cli/sbom/cyclonedx.ts';
import { inventoryScript, parseInventory } from '../../../cli/sbom/packages.ts';
import { folder } from '../command-line.ts';

/** A machine with the packages and package sources of the base image. */
interface ProvisionedMachine {
  readonly packages: 'deb' | 'rpm';
  /** A program that runs `play.yml` and then `look` in the folder that it is given. */
  readonly program: string;
  readonly args: readonly string[];
  /** Puts what the machine needs into that folder. */
  readonly prepare: (folder: string) => void;
}

type Task = { readonly name: string; readonly block?: readonly Task[] };

/**
 * Does on a machine what the tree does with packages: from its first task until the base image is upgraded, the packages of the image, and
 * the first of `cleanup`. Returns the bill of materials, or what Ansible said if it failed.
 */
export async function provisionOn(
  { packages, program, args, prepare }: ProvisionedMachine,
  cwd: string,
): Promise<{ readonly bill: string } | { readonly failed: string }> {
  const tasksOf = (role: string) =>
    parse(
      readFileSync(join(cwd, `out/xaas-shop/playbook/provision_roles/${role}/tasks/main.yml`), 'utf8'),
    ) as Task[];
  const first = tasksOf('vm_init');
  const upgrade = first.findIndex(({ name }) => name === 'Upgrade the packages of the base image');
  expect(upgrade).toBeGreaterThan(0);
  const back = tasksOf('cleanup').filter(({ name }) => /package sources|vkc\.lock|other versions/.test(name));
  const tasks = [...first.slice(0, upgrade + 1), ...tasksOf('xaas_shop'), ...back];
  const machine = folder({
    'play.yml': stringify([{ hosts: 'all', gather_facts: false, become: true, tasks }]),
    look: inventoryScript(packages),
  });
  prepare(machine);
  // The package sources are a server of this very process.
  const child = spawn(program, [machine, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  if (status !== 0) return { failed: stderr };
  const inventory = parseInventory(packages, stdout)!;
  const [name, title, file, sha256, uuid] = ['xaas-shop', 'Shop', 'xaas-shop.qcow2', 'a'.repeat(64), 'u'];
  const time = '2026-01-15T00:00:00Z';
  return {
    bill: renderCycloneDx({ name, title, version: '1.0.0', file, sha256, inventory, time, uuid, vkc: '1' }),
  };
}
