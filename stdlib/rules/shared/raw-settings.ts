import type { Span } from '../../../grammar/span.ts';
import type { Value } from '../../../compiler/model/value.ts';
import type { BuilderName } from '../../../compiler/model/builder-names.ts';
import { keySpan } from './key-span.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import settings from '../../packer/settings.json' with { type: 'json' };

/** `string`, `number`, `bool`, `list(…)`, `map(string)`; settings of their own within a block. */
export type SettingType = string | { readonly [name: string]: SettingType };

export interface KnownSetting {
  readonly type: SettingType;
  /** `new`: the plugin of today knows it, Packer 1.6.6 does not; `old` the other way round. */
  readonly only?: string;
}

/** The builder, or the provisioner, that a setting is for. */
export type SettingOwner = BuilderName | 'ansible';

export interface RawSetting {
  readonly block: SettingOwner;
  readonly name: string;
  readonly value: Value;
  /** Where the value stands. */
  readonly span: Span;
  /** Where the name stands, if it stands right before the value. */
  readonly key: Span;
}

/** What Packer takes for every provisioner. */
const COMMON: Readonly<Record<string, KnownSetting>> = {
  pause_before: { type: 'string' },
  max_retries: { type: 'number' },
  timeout: { type: 'string' },
  only: { type: 'list(string)' },
  except: { type: 'list(string)' },
};

/** What Packer knows in each of the blocks. */
export const KNOWN: Readonly<Record<SettingOwner, ReadonlyMap<string, KnownSetting>>> = {
  qemu: new Map<string, KnownSetting>(Object.entries(settings.qemu)),
  openstack: new Map<string, KnownSetting>(Object.entries(settings.openstack)),
  ansible: new Map<string, KnownSetting>(Object.entries({ ...settings.ansible, ...COMMON })),
};

/** The settings that an author writes by Packer's own names, of one owner. */
export function rawOf(owner: SettingOwner, { image, target }: RuleContext): ReadonlyMap<string, Value> {
  if (owner === 'ansible') return image.ansible;
  return owner === 'qemu' ? image.packer : target.build.packer;
}

/** The settings that an author writes for Packer by their own names. */
export function* rawSettings(context: RuleContext): Generator<RawSetting> {
  const { image, target, written } = context;
  for (const block of [target.build.builder.value, 'ansible'] as const) {
    for (const [name, value] of rawOf(block, context)) {
      const span = value.origin ?? image.origin;
      yield { block, name, value, span, key: keySpan(name, span, written) };
    }
  }
}
