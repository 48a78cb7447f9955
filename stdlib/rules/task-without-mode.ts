import { rule } from '../../compiler/sdk/rule.ts';
import task from '../resources/task.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['ansible.builtin.copy', 'file'],
  ['ansible.builtin.template', 'file'],
  ['ansible.builtin.assemble', 'file'],
  ['ansible.builtin.get_url', 'download'],
  ['ansible.builtin.file', 'directory'],
]);

export default rule({
  id: 'task-without-mode',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'Files that a task writes have a mode.',
  message: '`{module}` writes a file without saying its mode.',
  help: 'Use the resource kind `{kind}`, which gives every file an owner and a mode; or add `mode = "0644"` to the arguments.',
  why: 'Without a mode the file gets whatever the umask of the build leaves, which differs from machine to machine.',
  sources: ['check-34', 'ansible-lint-rules'],
  *check({ resources }) {
    for (const at of resources(task)) {
      const module = at.attributes.module.value;
      const args = at.attributes.args?.entries;
      const kind = KINDS.get(module);
      const creates = args?.get('create');
      const makes = creates?.type === 'bool' && creates.value;
      if (/\.(blockinfile|lineinfile)$/.test(module) && makes && !args?.has('mode'))
        yield { at, params: { module, kind: 'file' } };
      if (kind === undefined || args?.has('mode')) continue;
      const state = args?.get('state');
      if (module.endsWith('.file') && (state?.type !== 'string' || !/^(directory|touch)$/.test(state.value)))
        continue;
      yield { at, params: { module, kind } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «task "Write the greeting"» {\n    module = "ansible.builtin.copy"\n    args   = { content = "Welcome.\\n", dest = "/etc/motd" }\n  }\n}\n',
  right: 'image a {\n  os = [debian12]\n  file "/etc/motd" { content = "Welcome.\\n" }\n}\n',
});
