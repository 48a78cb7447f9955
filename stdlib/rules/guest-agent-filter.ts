import { rule } from '../../compiler/sdk/rule.ts';
import { writtenOf } from './shared/bash-lines.ts';

const FILES =
  /^(\/etc\/sysconfig\/qemu-ga|\/etc\/qemu\/qemu-ga\.conf|\/etc\/qemu-ga\/qemu-ga\.conf|\/etc\/default\/qemu-guest-agent|\/etc\/systemd\/system\/qemu-guest-agent\.service(\.d\/[^/]+)?)$/;
/** What the platform asks the agent for. */
const NEEDED = [
  'guest-ping',
  'guest-set-user-password',
  'guest-fsfreeze-freeze',
  'guest-fsfreeze-thaw',
  'guest-shutdown',
];

/** The commands that a text allows or blocks. */
function listsIn(text: string): { readonly allowed: string[] | null; readonly blocked: string[] } {
  const blocked: string[] = [];
  let allowed: string[] | null = null;
  for (const line of text.split('\n')) {
    if (/^\s*[#;]/.test(line)) continue;
    for (const [, name, list] of line.matchAll(
      /(allow[-_]?rpcs?|allowlist|white-?list|block[-_]?rpcs?|BLACKLIST_RPC|block-?list|black-?list)["']?\s*[=\s]\s*["']?([\w,;\s-]*guest-[\w,;\s-]*)/gi,
    )) {
      const commands = list!.match(/guest-[\w-]+/g) ?? [];
      if (/allow|white/i.test(name!)) allowed = [...(allowed ?? []), ...commands];
      else blocked.push(...commands);
    }
    const [, short] = /(?:^|\s|["'=])-b\s+([\w,-]*guest-[\w,-]*)/.exec(line) ?? [];
    blocked.push(...(short?.match(/guest-[\w-]+/g) ?? []));
  }
  return { allowed, blocked };
}

export default rule({
  id: 'guest-agent-filter',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'The guest agent may do what the platform asks of it.',
  message: '{how} `{command}`, which the platform asks of the guest agent.',
  help: 'Leave the filter as the package has it, or let these through too: {needed}.',
  why: 'The agent is there so that a password can be set in the panel, and so that snapshots are consistent. A filter that refuses this fails for each user of the image, when they need it.',
  sources: ['guest-agent', 'the-guest-agent-is-missing'],
  *check(context) {
    for (const { at, span, path, text } of writtenOf(context)) {
      if (!FILES.test(path)) continue;
      const { allowed, blocked } = listsIn(text);
      const refused = NEEDED.find((name) => blocked.includes(name));
      const missing = allowed === null ? undefined : NEEDED.find((name) => !allowed.includes(name));
      const needed = NEEDED.map((name) => `\`${name}\``).join(', ');
      if (refused !== undefined) yield { at, span, params: { how: 'This blocks', command: refused, needed } };
      else if (missing !== undefined)
        yield { at, span, params: { how: 'This list is without', command: missing, needed } };
    }
  },
  wrong:
    'image a {\n  os = [almalinux8]\n  file "/etc/sysconfig/qemu-ga" { content = «"BLACKLIST_RPC=guest-exec,guest-set-user-password\\n"» }\n}\n',
  right:
    'image a {\n  os = [almalinux8]\n  file "/etc/sysconfig/qemu-ga" { content = "BLACKLIST_RPC=guest-exec,guest-exec-status\\n" }\n}\n',
});
