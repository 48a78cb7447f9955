import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../shell/io.ts';

const SECRET_NAME = /PASSWORD|PASSWD|SECRET|TOKEN|PASSCODE/i;
const SECRET_LINE =
  /^[ \t-]*["']?(?:password|token|passcode|[\w-]*secret)["']?[ \t]*:[ \t]*(["']?)(.+?)\1[ \t]*$/gim;

/** What must not be seen of a text that the openstack client wrote: it goes where nobody can take it back. */
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
    // The longest first: one may be part of another. What is shorter than any secret would tear up plain words.
    this.#values = [...found].filter((value) => value.length >= 3).sort((a, b) => b.length - a.length);
  }

  /** The text with each secret, and what looks like one, as `***`. */
  hide(text: string): string {
    let out = text;
    for (const value of this.#values) out = out.replaceAll(value, '***');
    return out
      .replace(/(\/\/)[^/@\s]+@/g, '$1***@')
      .replace(/\bgAAAA[\w=-]{20,}/g, '***')
      .replace(/((?:password|secret|token)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi, '$1***');
  }
}

/** Where the client looks for clouds.yaml and secure.yaml. */
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

/** Empty where it cannot be read: then the client cannot read it either. */
function readText(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
