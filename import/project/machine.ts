import type { Setting } from '../model/packer.ts';
import type { ImageEntry } from './images-yaml.ts';
import { firmwareOf } from './hardware.ts';
import { openstackOf } from './openstack.ts';
import type { TargetPlan } from './plan.ts';

type Attribute = readonly [name: string, value: string];

/** The machine that builds a target, as far as it differs from the usual one. */
export function machineOf({ source, system }: TargetPlan, entry: ImageEntry | null): readonly Attribute[] {
  if (source?.type === 'openstack') return openstackOf(source.settings).build;
  const settings = {
    ...source?.settings,
    ...(entry?.override as Readonly<Record<string, Setting>> | undefined),
  };
  const disk = sizeOf(settings.disk_size, 'M');
  const memory = sizeOf(settings.memory, 'M');
  const { cpus, ssh_timeout: timeout, cpu_model: cpu } = settings;
  const out: Attribute[] = [];
  if (disk !== null && disk >= 1024 && disk <= 500 * 1024 && disk !== 10 * 1024)
    out.push(['disk', sizeText(disk)]);
  if (memory !== null && memory >= 512 && memory !== 2048) out.push(['memory', sizeText(memory)]);
  const count = Number(cpus);
  if (Number.isInteger(count) && count > 0 && count !== 2) out.push(['cpus', String(count)]);
  if (typeof cpu === 'string' && /^[\w-]+$/.test(cpu) && cpu !== 'host') out.push(['cpu_model', `"${cpu}"`]);
  if (typeof timeout === 'string' && /^[1-9]\d{0,3}[smh]$/.test(timeout) && timeout !== '15m')
    out.push(['timeout', timeout]);
  // A machine with ARM has nothing but UEFI.
  const firmware = system.arch === 'arm64' ? null : firmwareOf(settings);
  if (firmware !== null) out.push(['firmware', firmware]);
  return out;
}

/** A size in mebibytes; a bare number is one of these already. */
function sizeOf(value: Setting | undefined, _unit: string): number | null {
  const [, number, unit = 'M'] = /^(\d+)\s*([KMGT]?)(?:i?B)?$/i.exec(String((value ?? '') as string)) ?? [];
  if (number === undefined) return null;
  const factor = { K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 }[(unit || 'M').toUpperCase()]!;
  return Number(number) * factor;
}

const sizeText = (mebibytes: number): string =>
  mebibytes % (1024 * 1024) === 0
    ? `${mebibytes / 1024 / 1024}T`
    : mebibytes % 1024 === 0
      ? `${mebibytes / 1024}G`
      : `${Math.round(mebibytes)}M`;
