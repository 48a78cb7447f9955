import { createHash } from 'node:crypto';
import type { Items } from '../../compiler/sdk/contents.ts';
import { textOf } from '../../compiler/model/text.ts';
import type { FileValue, ListValue, Value } from '../../compiler/model/value.ts';

/** The text of an attribute that may be left out; a template of Ansible's as it is written. */
export const textIn = (value: Value | undefined): string | null =>
  value === undefined ? null : textOf(value);

export const textsIn = (value: ListValue | undefined): string[] =>
  (value?.items ?? []).map((item) => textOf(item) ?? '');

/** Owner, group and mode as `ownership` has them. */
export const ownedBy = (
  given: { owner?: Value | undefined; group?: Value | undefined; mode?: Value | undefined },
  fallback: string,
) => ({
  owner: textIn(given.owner) ?? 'root',
  group: textIn(given.group) ?? 'root',
  mode: textIn(given.mode) ?? fallback,
});

/** Where the content of a file comes from. */
export function contentFrom(given: {
  content?: Value | undefined;
  source?: FileValue | undefined;
  template?: FileValue | undefined;
}): Items['files']['from'] {
  if (given.template !== undefined) return { type: 'template', name: given.template.path, sha256: null };
  if (given.source !== undefined) return { type: 'file', name: given.source.path, sha256: null };
  return written(textIn(given.content) ?? '');
}

/** Content that stands in the source. */
export const written = (text: string): Items['files']['from'] => {
  let sha256: string | null = null;
  return {
    type: 'text',
    name: null,
    // Only reports ask for it.
    get sha256() {
      return (sha256 ??= createHash('sha256').update(text, 'utf8').digest('hex'));
    },
  };
};

export const serviceName = (name: string): string => name.replace(/\.service$/, '');

/** A service of which only this is said. */
export const service = (name: string, said: Partial<Omit<Items['services'], 'name'>>): Items['services'] => ({
  name: serviceName(name),
  enabled: null,
  state: null,
  masked: null,
  if_exists: false,
  ...said,
});
