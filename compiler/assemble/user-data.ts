import type { Span } from '../../grammar/span.ts';
import { callContext } from '../evaluate/call-context.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { functions } from '../language/functions.ts';
import type { Value } from '../model/value.ts';

/** What the build does itself, by the key of cloud-init that would change it, and what to write instead. */
const OWN: Readonly<Record<string, { readonly reason: string; readonly remedy: string }>> = {
  ssh_authorized_keys: {
    reason: 'each build makes a key of its own',
    remedy: 'Leave it out. A key for people on the deployed machine comes from the platform.',
  },
  user: {
    reason: 'Packer logs in as the default user of the base image',
    remedy: 'Write `user` in the `os`.',
  },
  system_info: {
    reason: 'Packer logs in as the default user of the base image',
    remedy: 'Write `user` in the `os`.',
  },
  users: {
    reason: 'without the default user Packer cannot log in, and users would stay in the image',
    remedy: 'Write `user NAME { … }` in the image.',
  },
  power_state: {
    reason: 'the machine would stop in the middle of the build',
    remedy: 'Leave it out; Packer turns the machine off at the end.',
  },
};

/** Cloud-config that is added to that of the build, as text of YAML; null where there is none, or it was reported. */
export function userDataOf(
  value: Value,
  from: string,
  context: EvalContext,
): { readonly value: string; readonly origin: Span } | null {
  const origin = value.origin!;
  const read = value.type === 'file' ? readFile(value.path, origin, context) : written(value, from, context);
  if (read === null) return null;
  const { text, keys } = read;
  for (const key of keys) {
    const own = Object.hasOwn(OWN, key) ? OWN[key] : undefined;
    if (own === undefined) continue;
    const at = value.type === 'map' ? (value.entries.get(key)?.origin ?? origin) : origin;
    context.report('VK0421', at, { key, ...own });
    return null;
  }
  return { value: text, origin };
}

interface CloudConfig {
  readonly text: string;
  readonly keys: readonly string[];
}

function readFile(path: string, at: Span, context: EvalContext): CloudConfig | null {
  const text = context.files.text(path, path, at, context.report);
  if (text === null) return null;
  const body = /^#cloud-config[ \t]*\r?\n([^]*)$/.exec(text)?.[1];
  const read = body === undefined ? null : context.files.yaml(path);
  const says: unknown = read?.kind === 'read' ? (read.value ?? {}) : null;
  if (body !== undefined && says !== null && typeof says === 'object' && !Array.isArray(says))
    return { text: body, keys: Object.keys(says) };
  context.report('VK0420', at, {});
  return null;
}

/** A map as text of YAML. */
function written(value: Value, from: string, context: EvalContext): CloudConfig | null {
  const at = value.origin!;
  const room = { hasRoom: () => true, items: () => true };
  const text = functions.get('yamlencode')!.run([value], { ...callContext(at, at, from, context), ...room });
  const keys = value.type === 'map' ? [...value.entries.keys()] : [];
  return text.type === 'string' ? { text: text.value, keys } : null;
}
