import { suggest } from '../../compiler/model/suggest.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import task from '../resources/task.ts';
import { GLOBALS } from '../templates/known.ts';
import { templatesOf } from './shared/templates.ts';

/** Names of Ansible's own, and of what is in every tree. */
const GIVEN = /^(?:ansible|image|os|r|molecule|inventory|discovered)_/;
/** Modules that give values to names. */
const GIVING =
  /\.(?:set_fact|include_vars|setup|gather_facts|import_role|include_role|import_tasks|include_tasks|add_host|set_stats)$/;

/** Whether something besides the source gives values to names, of which nobody knows here. */
const givesOthers = ({ resources, image, target }: RuleContext): boolean =>
  image.ansible.size > 0 ||
  [...target.provision, ...target.start].some(({ foreign }) => foreign !== null) ||
  resources(task).some(({ attributes }) => GIVING.test(attributes.module.value));

/** What the role keeps of its tasks, and the values of the resource itself. */
function namesFor({ resource, run, phase }: PlacedResource, { image }: RuleContext): Set<string> {
  const names = new Set<string>();
  const vars = resource.attributes.get('vars');
  if (vars?.type === 'map') for (const name of vars.entries.keys()) names.add(name);
  if (phase === 'start') for (const { name } of image.runtime) names.add(name);
  for (const { keywords } of [...run.tasks, ...run.handlers]) {
    const kept = keywords.get('register');
    // In the tree the name begins with that of the role; an author writes it without.
    if (kept?.type === 'string')
      for (const name of [kept.value, kept.value.replace(`${run.name}_`, '')]) names.add(name);
    const own = keywords.get('vars');
    if (own?.type === 'map') for (const name of own.entries.keys()) names.add(name);
    const control = keywords.get('loop_control');
    const loop = control?.type === 'map' ? control.entries.get('loop_var') : undefined;
    if (loop?.type === 'string') names.add(loop.value);
  }
  return names;
}

export default rule({
  id: 'undefined-in-template',
  topic: 'build',
  severity: 'error',
  title: 'Every name in a template has a value.',
  message: '{place}: nothing gives `{name}` a value.',
  help: 'Give it one: `vars = { {name} = … }` beside the `template`, or `{name} | default("…")` in it.',
  why: 'Ansible stops at a template with a name that has no value, half an hour into the build or when a customer deploys the image.',
  sources: ['order-of-tasks'],
  *check(context) {
    if (givesOthers(context)) return;
    for (const { at, span, template, placeOf } of templatesOf(context)) {
      const { uses, defined } = template;
      const given = namesFor(at, context);
      const later = new Set(context.image.runtime.map(({ name }) => name));
      const said = new Set<string>();
      for (const { name, at: where } of uses.names) {
        if (said.has(name) || given.has(name) || defined.has(name) || uses.optional.has(name)) continue;
        if (GLOBALS.has(name) || GIVEN.test(name)) continue;
        said.add(name);
        const near = suggest(name, given);
        yield {
          at,
          span,
          params: { place: placeOf(where), name },
          ...(later.has(name)
            ? { help: `\`${name}\` has a value only at deployment: write the file in \`start\`.` }
            : near !== null && { help: `Did you mean \`${near}\`?` }),
        };
      }
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  file "/etc/motd" { content = «jinja"{{ greeting }}\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/motd" { content = jinja"{{ greeting | default(\'Welcome\') }}\\n" }\n}\n',
});
