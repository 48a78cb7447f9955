import { attribute } from '../attributes.ts';
import { PASSED_OVER } from '../common.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'service',
  modules: ['ansible.builtin.systemd', 'ansible.builtin.service', 'ansible.builtin.sysvinit'],
  keywords: ['ignore_errors'],
  lift({ keywords }, args) {
    const name = args.text('name');
    if (name !== undefined && !/^[\w:.\\-]+(@[\w:.\\-]*)?$/.test(name)) return null;
    const enabled = args.flag('enabled');
    const masked = args.flag('masked');
    const state = args.text('state');
    args.take('daemon_reload');
    args.drop('scope', 'system').drop('no_block', false).drop('force', false).drop('use', 'auto', 'systemd');
    // The compiler sees to it itself that systemd reads units anew.
    if (args.empty && enabled === undefined && masked === undefined && state === undefined)
      return { statements: [] };
    if (!args.empty || name === undefined) return null;
    // Who passes over any failure while turning something off means that it may not be there.
    const optional = keywords.ignore_errors === true || keywords.ignore_errors === 'yes';
    const off =
      (enabled === false || masked === true || state === 'stopped') &&
      enabled !== true &&
      (state === undefined || state === 'stopped');
    if (keywords.ignore_errors !== undefined && !optional && keywords.ignore_errors !== false) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'service',
          labels: [name],
          attributes: [
            ...attribute('enabled', enabled),
            ...(state === undefined ? [] : [['state', state] as const]),
            ...attribute('masked', masked),
            ...attribute('if_exists', optional && off ? true : undefined),
            ...(optional && !off ? [['ignore_errors', PASSED_OVER] as const] : []),
          ],
          usual: usual(name, enabled, state, masked),
        },
      ],
    };
  },
});

const STATES: Readonly<Record<string, string>> = {
  started: 'start',
  stopped: 'stop',
  restarted: 'restart',
  reloaded: 'reload',
};

function usual(
  name: string,
  enabled: boolean | undefined,
  state: string | undefined,
  masked: boolean | undefined,
): string {
  const words = [
    ...(masked === undefined ? [] : [masked ? 'mask' : 'unmask']),
    ...(enabled === undefined ? [] : [enabled ? 'enable' : 'disable']),
    ...(state === undefined ? [] : [STATES[state] ?? state]),
  ];
  const text = `${words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('')} ${name}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
