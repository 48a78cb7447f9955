import { rule } from '../../compiler/sdk/rule.ts';
import { cloudConfigs, shownValue } from './shared/cloud-config.ts';
import type { CloudConfig } from './shared/cloud-config.ts';

const off = (value: unknown): boolean => value === false || value === 0 || value === 'false';

/** What of a file of settings keeps an owner of a machine from logging in, or machines from having keys of their own. */
function* problems({ at, path, says }: CloudConfig): Generator<readonly [what: string, effect: string]> {
  const whole = path === '/etc/cloud/cloud.cfg' && !/^(line|block)$/.test(at.resource.kind);
  const users = says['users'];
  if (
    Array.isArray(users) &&
    !users.some((user) => user === 'default' || (Array.isArray(user) && user.includes('default')))
  )
    yield [
      `\`users: ${shownValue(users)}\` is without \`default\``,
      'the admin user gets no key of the machine’s owner',
    ];
  else if (whole && says['cloud_init_modules'] === undefined && says['cloud_config_modules'] === undefined)
    yield [`\`${path}\` is written anew without the lists of modules`, 'cloud-init does nothing'];
  if (off(says['ssh_deletekeys']))
    yield ['`ssh_deletekeys: false`', 'a machine keeps host keys that came with its image'];
  const types = says['ssh_genkeytypes'];
  if (Array.isArray(types) && types.length === 0)
    yield ['`ssh_genkeytypes: []`', 'a machine gets no host keys, and its SSH server does not start'];
  for (const list of ['cloud_init_modules', 'cloud_config_modules', 'cloud_final_modules']) {
    const modules = says[list];
    const named = Array.isArray(modules)
      ? modules.map((each) => String(Array.isArray(each) ? each[0] : each).replace(/-/g, '_'))
      : null;
    if (named === null || list !== 'cloud_init_modules') continue;
    for (const needed of ['ssh', 'users_groups'])
      if (!named.includes(needed)) yield [`\`${list}\` is without \`${needed}\``, 'nobody gets a key'];
  }
}

export default rule({
  id: 'cloud-init-login',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'The owner of a machine can log in.',
  message: '{what}: {effect}.',
  help: 'Leave it out, and write settings of your own to a file in `/etc/cloud/cloud.cfg.d/`: cloud-init joins them with its own.',
  why: 'The owner’s key, the admin user and the host keys come from cloud-init alone. What it is told not to do nobody does.',
  sources: ['cloud-init', 'key-based-login', 'cloud-init-ssh-module'],
  *check(context) {
    for (const config of cloudConfigs(context)) {
      const [first] = problems(config);
      if (first === undefined) continue;
      const [what, effect] = first;
      yield { at: config.at, span: config.span, params: { what, effect } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/50-users.cfg" { content = «"users: []\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/50-users.cfg" { content = "users:\\n  - default\\n  - name: ops\\n    groups: adm\\n" }\n}\n',
});
