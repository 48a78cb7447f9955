import { rule } from '../../compiler/sdk/rule.ts';
import task from '../resources/task.ts';
import { textsOf } from './shared/texts.ts';
import { templatesIn } from '../../compiler/model/value.ts';

const FACT =
  /\bansible_(facts|os_family|distribution\w*|hostname|fqdn|nodename|domain|architecture|machine|kernel\w*|default_ipv[46]|all_ipv[46]_addresses|interfaces|memtotal_mb|memfree_mb|swaptotal_mb|processor\w*|virtualization_\w+|pkg_mgr|service_mgr|python_version|date_time|env|user_id|devices|mounts|lsb|selinux|uptime_seconds)\b(?!\s*(\|\s*d(efault)?\(|is\s+(not\s+)?defined))/;

/** Values that can hold a template. */
const HOLDING: ReadonlySet<string> = new Set(['jinja', 'list', 'map']);

function factIn(text: string, someGathered: boolean): string | null {
  const [name] = FACT.exec(text) ?? [];
  // Modules that list packages or services put what they found there.
  return name === undefined || (someGathered && name === 'ansible_facts') ? null : name;
}

export default rule({
  id: 'facts-not-gathered',
  topic: 'build',
  severity: 'error',
  title: 'No template asks for facts that nobody gathers.',
  message: '`{name}` is a fact of Ansible’s, and the playbook gathers none.',
  help: 'Write what the compiler knows, such as `${os.distro}`, `${os.release}` or `${image.name}`; or gather facts in a `task` with the module `ansible.builtin.setup` before.',
  why: 'The playbooks leave facts out, which saves seconds in each run. A template that asks for one fails with “is undefined”.',
  sources: ['fast-builds', 'check-16'],
  *check(context) {
    const tasks = context
      .resources(task)
      .map(({ phase, attributes }) => ({ phase, module: attributes.module.value }));
    const asked = (phase: string, modules: RegExp) =>
      tasks.some((each) => each.phase === phase && modules.test(each.module));
    const of = (phase: string) => ({
      all: asked(phase, /\.(setup|gather_facts)$/),
      some: asked(phase, /_facts$/),
    });
    const gathered = { provision: of('provision'), start: of('start') };
    for (const at of context.resources()) {
      const { all, some } = gathered[at.phase];
      if (all) continue;
      const { attributes, conditions } = at.resource;
      for (const value of attributes.values()) {
        if (!HOLDING.has(value.type)) continue;
        for (const { value: text, origin: span } of templatesIn(value)) {
          const name = factIn(text, some);
          if (name !== null) yield { at, span, params: { name } };
        }
      }
      const name = conditions.length === 0 ? null : factIn(conditions.join('\n'), some);
      if (name !== null) yield { at, params: { name } };
    }
    for (const { at, text, span, template } of textsOf(context)) {
      const { all, some } = gathered[at.phase];
      if (all || !template) continue;
      const inside = (text.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).join('\n');
      const name = factIn(inside, some);
      if (name !== null) yield { at, span, params: { name } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/motd" { content = «jinja"Welcome to {{ ansible_distribution }}.\\n"» }\n}\n',
  right: 'image a {\n  os = [debian12]\n  file "/etc/motd" { content = "Welcome to ${os.title}.\\n" }\n}\n',
});
