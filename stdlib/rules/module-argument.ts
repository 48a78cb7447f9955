import { rule } from '../../compiler/sdk/rule.ts';
import type { Value } from '../../compiler/model/value.ts';
import { didYouMean } from '../../compiler/model/suggest.ts';
import { writing } from '../../grammar/diagnostic.ts';
import { argumentsOf } from '../ansible/modules.ts';
import type { Argument } from '../ansible/modules.ts';
import task from '../resources/task.ts';
import { keySpan } from './shared/key-span.ts';

/** What every module takes that runs a command. */
const RAW = '_raw_params';

export default rule({
  id: 'module-argument',
  topic: 'build',
  severity: 'error',
  eachRun: true,
  title: 'The modules of tasks know their arguments.',
  message: '{what}.',
  help: 'What the module takes is in `ansible-doc {module}`.',
  why: 'Ansible looks at the arguments of a module when the task runs, after everything before it. No linter that goes by the production profile does so earlier.',
  sources: ['order-of-tasks'],
  *check({ resources, written }) {
    for (const at of resources(task)) {
      const module = at.attributes.module.value;
      const all = argumentsOf(module);
      const args = at.attributes.args?.entries;
      if (all === null) continue;
      const short = module.replace(/^.*\./, '');
      let strange = false;
      const said = { at, params: { module, what: '' } };
      for (const [name, value] of args ?? []) {
        const known = all.find(({ names }) => names.includes(name));
        const span = value.origin ?? at.resource.origin;
        if (known === undefined) {
          if (name === RAW) continue;
          strange = true;
          const key = keySpan(name, span, written);
          const near = didYouMean(
            name,
            all.flatMap(({ names }) => names),
          );
          yield {
            ...said,
            span: key,
            params: { module, what: `\`${short}\` knows no argument \`${name}\`` },
            ...(near !== undefined && { help: near.help }),
            ...(near !== undefined && key !== span && { fix: writing(key, near.near, false) }),
          };
          continue;
        }
        const wrong = wrongValue(name, known, value);
        if (wrong !== null) yield { ...said, span, ...wrong, params: { module, what: wrong.what } };
      }
      const missing = all.find(({ names, required }) => required && !names.some((name) => args?.has(name)));
      // A strange one was most likely meant for it.
      if (missing !== undefined && !strange && args?.has(RAW) !== true)
        yield {
          ...said,
          params: { module, what: `\`${short}\` needs the argument \`${missing.names[0]}\`` },
        };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  task "Comment the line out" {\n    module = "ansible.builtin.replace"\n    args   = { path = "/etc/motd", «regex» = "^a", replace = "# a" }\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  task "Comment the line out" {\n    module = "ansible.builtin.replace"\n    args   = { path = "/etc/motd", regexp = "^a", replace = "# a" }\n  }\n}\n',
});

const TRUTHS = /^(?:yes|no|true|false|on|off|y|n|t|f|1|0)$/i;

/** What is wrong with a value that is known when compiling. */
function wrongValue(
  name: string,
  { bool, choices }: Argument,
  value: Value,
): { readonly what: string; readonly help?: string } | null {
  if (value.type === 'list' || value.type === 'map')
    return bool ? { what: `\`${name}\` is true or false` } : null;
  if (value.type !== 'string' && value.type !== 'int') return null;
  const text = String(value.value);
  if (text.includes('{{')) return null;
  if (bool) return TRUTHS.test(text) ? null : { what: `\`${name}\` is true or false` };
  if (choices === null || choices.includes(text)) return null;
  const near = didYouMean(text, choices);
  const list = choices.map((each) => `\`${each}\``).join(', ');
  return { what: `\`${name}\` is one of ${list}`, ...(near !== undefined && { help: near.help }) };
}
