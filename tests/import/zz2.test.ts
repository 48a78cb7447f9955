import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { treeOf } from '../support/trees/round-trip.ts';
import { Tree } from '../../import/read/tree.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { expandPlaybook } from '../../import/expand/playbook.ts';
import { knownSystems } from '../../import/project/systems.ts';
import { factsOf } from '../../import/model/system.ts';
import { compile } from '../../stdlib/index.ts';
test('x', async () => {
  const tree = treeOf({ 'a.vkimage': `image xaas-a {
  os = [ubuntu2404, almalinux9]
  use r { port = 80 }
  variant big { use r { port = 81 } }
  expect { command "echo '{{ x }}'" { output = "it's {{ y }}"  title = "Look {{ at }} it" } }
}
role r {
  param port: int = 80
  param later: int = runtime(3)
  param s: string = runtime("")
  expect { port "\${port}"  file "/etc/x" { contains = "port \${port}\\nx" } }
  start { when s != "" { service a } expect { when s == "" { command "echo 1" } } }
}` });
  writeFileSync('/tmp/nc/i18/v.yml', String(tree['tests/verify.yml']).slice(-9000) + '\n#####\n' + String(tree['tests/verify_start.yml'])+ Object.entries(tree).filter(([p]) => p.includes('targets/')).map(([p, c]) => p + '\n' + String(c)).join('\n'));
  const system = knownSystems(compile).find(({ name }) => name === 'ubuntu2404')!;
  const t = new Tree(memoryHost(tree as never));
  for (const playbook of ['tests/verify.yml', 'tests/verify_start.yml']) {
  const x = expandPlaybook(t, { playbook, config: 'playbook/ansible.cfg', facts: factsOf(system), extraVars: { variant: 'big', os_name: 'ubuntu2404', os_family: 'Debian' }, groups: [], user: null, given: new Set(['r_later', 'r_s']) });
  writeFileSync(`/tmp/nc/i18/x.${playbook.slice(6)}.json`, JSON.stringify(x.steps.slice(-14), (k, v) => k === 'part' ? undefined : v, 1) + JSON.stringify(x.notes));
  }
}, 100000);
