import type { Span } from '../../grammar/span.ts';
import type { Written } from '../evaluate/attributes.ts';
import { builders } from '../language/builders.ts';
import { BUILD_DEFAULTS } from '../language/blocks.ts';
import { BUILDER_NAMES } from '../model/builder-names.ts';
import type { BuilderName } from '../model/builder-names.ts';
import type { Target } from '../model/ir.ts';
import { int } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';

/** `build` in expressions. */
export function buildRecord(written: ReadonlyMap<string, Written>): RecordValue {
  const size = (value: number): Value => ({ type: 'size', value, origin: null });
  const value = (name: string, fallback: Value) => [name, written.get(name)?.value ?? fallback] as const;
  const fields = new Map<string, Value>([
    value('disk', size(BUILD_DEFAULTS.disk)),
    value('memory', size(BUILD_DEFAULTS.memory)),
    value('cpus', int(BUILD_DEFAULTS.cpus, null)),
  ]);
  return { type: 'record', kind: 'build', name: 'build', fields, origin: null };
}

/** What the blocks of the builders say of a target. */
export interface BuilderSettings {
  readonly settings: ReadonlyMap<string, Value>;
  readonly packer: ReadonlyMap<string, Value>;
}

/**
 * The machine that builds the target. What the author leaves to the defaults comes from where the target does. What says
 * nothing to the builder was written for targets with another one, and is left out.
 */
export function buildOf(
  all: ReadonlyMap<string, Written>,
  blocks: ReadonlyMap<string, BuilderSettings>,
  origin: Span,
): Target['build'] {
  const chosen = all.get('builder');
  const builder = chosen?.value.type === 'string' ? (chosen.value.value as BuilderName) : BUILDER_NAMES[0];
  const said = blocks.get(builder);
  const settings = new Map(said?.settings);
  const { refuses } = builders[builder];
  const written = new Map([...all].filter(([name]) => refuses(name, settings) === undefined));
  const number = (name: 'disk' | 'memory' | 'cpus' | 'timeout') => {
    const found = written.get(name);
    const value = found?.value;
    return value?.type === 'size' || value?.type === 'int' || value?.type === 'duration'
      ? { value: value.value, given: true, origin: found!.origin }
      : { value: BUILD_DEFAULTS[name], given: false, origin };
  };
  const text = (name: string) => {
    const found = written.get(name);
    return found?.value.type === 'string' ? { value: found.value.value, origin: found.origin } : null;
  };
  const firmware = text('firmware') as Omit<Target['build']['firmware'], 'given'> | null;
  return {
    builder: { value: builder, given: chosen !== undefined, origin: chosen?.origin ?? origin },
    settings,
    packer: new Map(said?.packer),
    disk: number('disk'),
    memory: number('memory'),
    cpus: number('cpus'),
    cpu_model: text('cpu_model'),
    timeout: number('timeout'),
    firmware: { value: BUILD_DEFAULTS.firmware, origin, ...firmware, given: firmware !== null },
  };
}

/** The size of the finished image's disk in bytes; 0 where the cloud decides it. */
export const diskOf = ({ builder, disk }: Target['build']): number =>
  builder.value === 'qemu' || disk.given ? disk.value : 0;
