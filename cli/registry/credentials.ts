import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { runProcess } from '../host/process.ts';
import type { Io } from '../shell/io.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const helpers = z.optional(z.record(z.string(), z.string()));
const configShape = z.object({
  auths: z.optional(
    z.record(
      z.string(),
      z.object({
        auth: z.optional(z.string()),
        username: z.optional(z.string()),
        password: z.optional(z.string()),
      }),
    ),
  ),
  credHelpers: helpers,
  credsStore: z.optional(z.string()),
});
const answerShape = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Finds the user and the password for a registry: in VKC_CACHE_USER and VKC_CACHE_PASSWORD, or where `docker login` and `podman login`
 * keep them. Returns null if there are none.
 */
export async function credentialsFor(host: string, env: Io['env']): Promise<Credentials | null> {
  const { VKC_CACHE_USER: user, VKC_CACHE_PASSWORD: password } = env;
  if (user && password) return { user, password };
  for (const path of configFiles(env)) {
    const found = await inConfig(path, host, env);
    if (found !== null) return found;
  }
  return null;
}

function configFiles({ DOCKER_CONFIG, HOME, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR }: Io['env']): string[] {
  return [
    REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : [],
    DOCKER_CONFIG ? [join(DOCKER_CONFIG, 'config.json')] : HOME ? [join(HOME, '.docker/config.json')] : [],
    XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'containers/auth.json')] : [],
  ].flat();
}

async function inConfig(path: string, host: string, env: Io['env']): Promise<Credentials | null> {
  let config: z.infer<typeof configShape>;
  try {
    const parsed = configShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.data === undefined) return null;
    config = parsed.data;
  } catch {
    return null;
  }
  const helper = config.credHelpers?.[host];
  if (helper !== undefined) return fromHelper(helper, host, env);
  const entries = Object.entries(config.auths ?? {});
  const own = entries.find(([name]) => name.replace(/^https?:\/\//, '').replace(/\/.*$/, '') === host)?.[1];
  if (own?.username && own.password) return { user: own.username, password: own.password };
  const pair = Buffer.from(own?.auth ?? '', 'base64').toString();
  const at = pair.indexOf(':');
  if (at > 0) return { user: pair.slice(0, at), password: pair.slice(at + 1) };
  return own === undefined || config.credsStore === undefined
    ? null
    : fromHelper(config.credsStore, host, env);
}

/** Asks a program that keeps passwords, as Docker does. */
async function fromHelper(name: string, host: string, env: Io['env']): Promise<Credentials | null> {
  if (!/^[\w.-]+$/.test(name)) return null;
  const ended = await runProcess(`docker-credential-${name}`, ['get'], { input: host, env, timeout: 20_000 });
  if (ended.code !== 0) return null;
  try {
    const { data } = answerShape.safeParse(JSON.parse(ended.stdout));
    return data === undefined ? null : { user: data.Username, password: data.Secret };
  } catch {
    return null;
  }
}
