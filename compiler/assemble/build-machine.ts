import type { Span } from '../../grammar/span.ts';
import type { Written } from '../evaluate/attributes.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { builders } from '../language/builders.ts';
import type { ForeignIdiom } from '../language/foreign-idioms.ts';
import { BUILD_DEFAULTS } from '../language/blocks.ts';
import { BUILDER_NAMES } from '../model/builder-names.ts';
import type { BuilderName } from '../model/builder-names.ts';
import type { Architecture } from '../model/hardware.ts';
import type { Image, Os, Target } from '../model/ir.ts';
import { fieldOf } from '../model/schema.ts';
import { own } from '../model/own.ts';
import type { System } from './systems.ts';
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
  /** Whether a name in the block was reported: what seems to be missing may be what it stands for. */
  readonly misspelt: boolean;
}

/**
 * The machine that builds the target. What the author leaves to the defaults comes from where the target does. What says
 * nothing to the builder was written for targets with another one, and is left out.
 */
export function buildOf(
  all: ReadonlyMap<string, Written>,
  blocks: ReadonlyMap<string, BuilderSettings>,
  arch: Architecture,
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
    firmware: {
      value: arch === 'arm64' ? 'efi' : BUILD_DEFAULTS.firmware,
      origin,
      ...firmware,
      given: firmware !== null,
    },
  };
}

/** The size of the finished image's disk in bytes; 0 where the cloud decides it. */
export const diskOf = ({ builder, disk }: Target['build']): number =>
  builder.value === 'qemu' || disk.given ? disk.value : 0;

/** What is written for a target, and the builder that it has. */
export interface BuilderUse {
  readonly target: Pick<Target, 'build'>;
  readonly written: {
    readonly build: ReadonlyMap<string, Written>;
    /** Raw settings of `build { packer { … } }`. */
    readonly packer: ReadonlyMap<string, Value>;
    readonly builders: ReadonlyMap<string, BuilderSettings>;
  };
}

/** What does not fit together in what the builder of a target is told. */
export function reportBuildProblems(
  build: Target['build'],
  blocks: ReadonlyMap<string, BuilderSettings>,
  raw: ReadonlyMap<string, Value>,
  sources: Image['sources'],
  origin: Span,
  context: EvalContext,
): void {
  const { block } = builders[build.builder.value];
  // What seems to be missing may stand in the block of another builder, which is reported there.
  const misplaced =
    block !== null && [...raw.keys()].some((name) => fieldOf(block.schema, name) !== undefined);
  const misspelt = misplaced || (blocks.get(build.builder.value)?.misspelt ?? false);
  for (const { span, message, help } of builders[build.builder.value].problems(build, sources)) {
    if (span === null && misspelt) continue;
    const at = span ?? (build.builder.given ? build.builder.origin : origin);
    context.report('VK0423', at, { message, help });
  }
}

/**
 * What is written for no target whose builder takes it. One source may be built in several ways, so what one builder does
 * not take is right as long as another target has it from the same line.
 */
export function reportUnfit(
  all: readonly BuilderUse[],
  exported: ReadonlyMap<string, Value>,
  context: EvalContext,
): void {
  const found = new Map<string, Unfit>();
  const taken = new Set<string>();
  const note = (name: string, span: Span, builder: Builder, idiom: ForeignIdiom | undefined) => {
    const key = `${name} ${span.file}:${span.start}`;
    if (idiom === undefined) taken.add(key);
    else found.set(key, { name, span, builder, idiom });
  };
  for (const { target, written } of all) {
    const { builder, settings } = target.build;
    const { refuses, refusedExport, title } = builders[builder.value];
    for (const [name, { origin }] of written.build) note(name, origin, title, refuses(name, settings));
    for (const value of [...written.packer.values()].slice(0, 1))
      note('packer', value.origin!, title, refuses('packer', settings));
    for (const [name, block] of written.builders) {
      const [first] = [...block.settings.values(), ...block.packer.values()];
      if (first !== undefined)
        note(name, first.origin!, title, name === builder.value ? undefined : otherBlock(name));
    }
    for (const [name, value] of exported) note(name, value.origin!, title, own(refusedExport, name));
  }
  for (const [key, { name, span, builder, idiom }] of found)
    if (!taken.has(key)) context.report('VK0424', span, { name, builder, ...idiom });
}

type Builder = string;
interface Unfit {
  readonly name: string;
  readonly span: Span;
  readonly builder: Builder;
  readonly idiom: ForeignIdiom;
}

const otherBlock = (name: string): ForeignIdiom => ({
  reason: `no target of the image has \`builder = ${name}\``,
  remedy: `Write \`builder = ${name}\` in \`build\`, of the image or of a variant, or leave the block out.`,
});

/** What an image is built for, and where its author says so. */
interface Processor {
  /** Null if that is the system's. */
  readonly arch: { readonly origin: Span } | null;
  readonly named: { readonly os: Os; readonly system: System; readonly span: Span };
}

/** A processor for which nothing is there to start from, or whose machines do not start so. */
export function reportProcessor(
  { arch, named }: Processor,
  build: Target['build'],
  sources: 'own' | 'external',
  context: EvalContext,
): void {
  if (build.builder.value !== 'qemu') return;
  const { os, system } = named;
  const origin = arch?.origin ?? named.span;
  if (sources === 'own' && !system.images.has(os.arch)) {
    const known = [...system.images.keys()].join(', ');
    context.report('VK0517', origin, { title: os.title, os: os.name, arch: os.arch, known });
  }
  if (sources === 'external' && build.firmware.value === 'secure_boot')
    context.report('VK0423', build.firmware.origin, {
      message: 'With `sources = external` the tree has no machine on which to set up Secure Boot',
      help: 'Leave `firmware` out and set it in the source that the pipeline brings; `metadata { hw_firmware_type = "uefi"  hw_machine_type = "q35"  os_secure_boot = "required" }` says it of the image.',
    });
  if (os.arch === 'arm64' && build.firmware.value !== 'efi')
    context.report('VK0518', build.firmware.origin, { firmware: build.firmware.value });
}
