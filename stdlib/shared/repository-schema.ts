import { checksum } from './validators.ts';
import { either, TEXT_LINE, STRING_LINE } from '../../compiler/model/types.ts';
import { t, required } from '../../compiler/model/schema.ts';
import type { FileValue, JinjaValue, StringValue, Value } from '../../compiler/model/value.ts';
import * as z from 'zod/mini';
export const repositorySchema = z
  .object({
    url: required(t.text('Base URL.')),
    suite: t.text(
      'Suite, with apt; one that ends with `/` is the folder of a repository without components.',
      'the code name of the system',
    ),
    components: t.list(TEXT_LINE, 'Components, with apt.', '["main"]'),
    key: t.of<StringValue | JinjaValue | FileValue>(
      either(STRING_LINE, { kind: 'file' }),
      'URL of the signing key, or a file of the project.',
    ),
    key_checksum: t.text('Checksum of the key that is fetched, `sha256:…`.'),
    key_fingerprints: t.list(
      STRING_LINE,
      'Fingerprints of keys, one of which has to sign; they stay the same if a key gets a new subkey or a later end. With dnf, yum and zypper, the first of them has to be the first key of the file.',
    ),
    enabled: t.bool(
      'Whether packages are taken from it without being asked for it; with dnf and yum `package` asks by `from`.',
      'true',
    ),
    priority: t.int(
      'Priority, as the package manager counts: with dnf and yum the smaller number goes first, and 99 is the usual one; with apt the larger, and 500 is; with zypper the smaller, and 99 is.',
    ),
    module_hotfixes: t.bool(
      'Whether its packages are taken where a module of the distribution has the same ones; with dnf.',
      'false',
    ),
  })
  .check(
    checksum('key_checksum'),
    z.refine(
      ({ key, key_checksum: sum }) => sum === undefined || (key !== undefined && key.type !== 'file'),
      {
        path: ['key_checksum'],
        message: 'A `key_checksum` is for a `key` that is fetched from a URL.',
      },
    ),
    z.refine(
      ({ key, key_fingerprints: prints }) => prints === undefined || (key !== undefined && !isLocal(key)),
      {
        path: ['key_fingerprints'],
        message: '`key_fingerprints` are for a `key` from a URL or of the project.',
      },
    ),
    z.refine(({ key_fingerprints: prints }) => prints === undefined || prints.items.every(isFingerprint), {
      path: ['key_fingerprints'],
      message: 'A fingerprint has 40 hexadecimal digits, or 64, without spaces.',
    }),
    z.refine(({ suite, components }) => components === undefined || !suite?.value.endsWith('/'), {
      path: ['components'],
      message: 'A repository whose suite ends with `/` has no components.',
    }),
    z.refine(({ url }) => /^(https?|ftp|file|cdrom):/.test(url.value), {
      path: ['url'],
      message: 'A repository is named by its URL, which begins with `https://`.',
    }),
  );

const isLocal = (key: Value) => key.type === 'string' && key.value.startsWith('file:');

const isFingerprint = (each: Value) =>
  each.type !== 'string' || /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.test(each.value);
