import { parseDocument } from 'yaml';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import { writtenOf } from './bash-lines.ts';
import type { Written } from './texts.ts';

/** A file of cloud-init's own configuration, with what it says. */
export interface CloudConfig extends Written {
  readonly says: Readonly<Record<string, unknown>>;
}

const FILES = /^\/etc\/cloud\/cloud\.cfg(\.d\/[^/]+\.cfg)?$/;

/** What is written to cloud-init's configuration. What is no YAML, or filled in later, is left out. */
export function* cloudConfigs(context: RuleContext): Generator<CloudConfig> {
  for (const each of writtenOf(context)) {
    if (!FILES.test(each.path) || each.template) continue;
    const says: unknown = read(each.text);
    if (says !== null && typeof says === 'object' && !Array.isArray(says))
      yield { ...each, says: says as Record<string, unknown> };
  }
}

function read(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: 'silent' });
    return document.errors.length > 0 ? null : document.toJS();
  } catch {
    return null;
  }
}

/** A value as it would stand in YAML, short. */
export const shownValue = (value: unknown): string => JSON.stringify(value) ?? String(value);
