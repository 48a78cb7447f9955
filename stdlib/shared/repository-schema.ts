import { checksum } from './validators.ts';
import { either, TEXT_LINE, STRING_LINE } from '../../compiler/model/types.ts';
import { t, required } from '../../compiler/model/schema.ts';
import type { FileValue, JinjaValue, StringValue } from '../../compiler/model/value.ts';
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
    enabled: t.bool(
      'Whether packages are taken from it without being asked for it; with dnf and yum `package` asks by `from`.',
      'true',
    ),
    priority: t.int(
      'Priority, as the package manager counts: with dnf and yum the smaller number goes first, and 99 is the usual one; with apt the larger, and 500 is.',
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
    z.refine(({ suite, components }) => components === undefined || !suite?.value.endsWith('/'), {
      path: ['components'],
      message: 'A repository whose suite ends with `/` has no components.',
    }),
    z.refine(({ url }) => /^(https?|ftp|file|cdrom):/.test(url.value), {
      path: ['url'],
      message: 'A repository is named by its URL, which begins with `https://`.',
    }),
  );
