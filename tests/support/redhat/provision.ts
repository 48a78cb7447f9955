import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderCycloneDx } from '../../../cli/sbom/cyclonedx.ts';
import { inventoryScript, parseInventory } from '../../../cli/sbom/packages.ts';
import { folder } from '../command-line.ts';
import type { BaseSystem } from './base-disk.ts';

const MACHINE = join(import.meta.dirname, 'machine');

type Task = { readonly name: string; readonly block?: readonly Task[] };

/**
 * Does on a machine with the packages and repositories of the base image what the tree does with packages: from its first task until the base
 * image is upgraded, the packages of the image, and the first of `cleanup`. Returns the bill of materials, or what Ansible said if it failed.
 */
export async function provision(
  cwd: string,
  base: BaseSystem,
): Promise<{ readonly bill: string } | { readonly failed: string }> {
  const tasksOf = (role: string) =>
    parse(
      readFileSync(join(cwd, `out/xaas-shop/playbook/provision_roles/${role}/tasks/main.yml`), 'utf8'),
    ) as Task[];
  const first = tasksOf('vm_init');
  const upgrade = first.findIndex(({ name }) => name === 'Upgrade the packages of the base image');
  expect(upgrade).toBeGreaterThan(0);
  const back = tasksOf('cleanup').filter(({ name }) => /vkc\.lock|other versions/.test(name));
  const tasks = [...first.slice(0, upgrade + 1), ...tasksOf('xaas_shop'), ...back];
  const machine = folder({
    'play.yml': stringify([{ hosts: 'all', gather_facts: false, become: true, tasks }]),
    look: inventoryScript('rpm'),
  });
  cpSync(base.root, join(machine, 'root'), { recursive: true });
  // The repositories are a server of this very process.
  const child = spawn(MACHINE, [machine], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  if (status !== 0) return { failed: stderr };
  const inventory = parseInventory('rpm', stdout)!;
  const [name, title, file, sha256, uuid] = ['xaas-shop', 'Shop', 'xaas-shop.qcow2', 'a'.repeat(64), 'u'];
  const time = '2026-01-15T00:00:00Z';
  return {
    bill: renderCycloneDx({ name, title, version: '1.0.0', file, sha256, inventory, time, uuid, vkc: '1' }),
  };
}
