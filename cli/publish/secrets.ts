import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../shell/io.ts';

const SECRET_NAME = /PASSWORD|PASSWD|SECRET|TOKEN|PASSCODE/i;
const SECRET_LINE =
  /^[ \t-]*["']?(?:password|token|passcode|[\w-]*secret)["']?[ \t]*:[ \t]*(["']?)(.+?)\1[ \t]*$/gim;

/** Removes secrets from the output of the openstack client, because a printed secret cannot be taken back. */
export class Secrets {
  readonly #values: readonly string[];

  constructor({ env, cwd }: Pick<Io, 'env' | 'cwd'>) {
    const found = new Set<string>();
    for (const [name, value] of Object.entries(env)) {
      if (name.startsWith('OS_') && SECRET_NAME.test(name) && value !== undefined) found.add(value);
    }
    for (const path of cloudFiles(env, cwd)) {
      for (const match of readText(path).matchAll(SECRET_LINE)) found.add(match[2]!);
    }
    // The longest secret comes first, because one may contain another. Shorter values would match parts of
    // ordinary words.
    this.#values = [...found].filter((value) => value.length >= 3).sort((a, b) => b.length - a.length);
  }

  /** Replaces each secret, and anything that looks like one, with `***`. */
  hide(text: string): string {
    let out = text;
    for (const value of this.#values) out = out.replaceAll(value, '***');
    return out
      .replace(/(\/\/)[^/@\s]+@/g, '$1***@')
      .replace(/\bgAAAA[\w=-]{20,}/g, '***')
      .replace(/((?:password|secret|token)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi, '$1***');
  }
}

/** Returns the paths at which the client looks for clouds.yaml and secure.yaml. */
function cloudFiles(env: Io['env'], cwd: string): string[] {
  const folders = [
    cwd,
    join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? '/', '.config'), 'openstack'),
    '/etc/openstack',
  ];
  const named = [env['OS_CLIENT_CONFIG_FILE'], env['OS_CLIENT_SECURE_FILE']];
  return [
    ...named.filter((path) => path !== undefined),
    ...folders.flatMap((folder) =>
      ['clouds', 'secure'].flatMap((name) =>
        ['yaml', 'yml', 'json'].map((ending) => join(folder, `${name}.${ending}`)),
      ),
    ),
  ];
}

/** Returns an empty text for a file that cannot be read: the client cannot read it either. */
function readText(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
