import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import { writtenOf } from './bash-lines.ts';
import type { Written } from './texts.ts';

export interface SshSetting extends Pick<Written, 'at' | 'path' | 'span'> {
  readonly line: string;
  /** In small letters: sshd does not mind. */
  readonly name: string;
  readonly value: string;
  /** The admin user is named. */
  readonly admin: boolean;
}

/** What is written to the configuration of the SSH server. */
export function* sshSettings(context: RuleContext): Generator<SshSetting> {
  const { user } = context.target.os;
  for (const { at, path, text, span } of writtenOf(context)) {
    if (!/^\/etc\/ssh\/sshd_config(\.d\/[^/]+)?$/.test(path)) continue;
    for (const [, line, name, value] of text.matchAll(/^[ \t]*(([A-Za-z]+)[ \t]+([^#\n]*[^#\s]))/gm)) {
      // What follows concerns some users or addresses only.
      if (name!.toLowerCase() === 'match') break;
      const words = value!.split(/[\s=]+/);
      const admin = words.some((word) => word === user || word.startsWith(`${user}@`) || word.includes('*'));
      yield { at, path, span, line: line!, name: name!.toLowerCase(), value: value!.toLowerCase(), admin };
    }
  }
}
