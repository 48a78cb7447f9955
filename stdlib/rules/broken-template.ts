import { suggest } from '../../compiler/model/suggest.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';
import { FILTERS, OF_COLLECTIONS, TESTS } from '../templates/known.ts';
import type { Use } from '../templates/expressions.ts';
import { templatesOf } from './shared/templates.ts';

interface Unknown extends Use {
  readonly what: 'filter' | 'test';
  readonly known: ReadonlySet<string>;
}

/** Filters and tests that neither Jinja nor ansible-core has under their short names. */
const unknownIn = (all: readonly Use[], what: Unknown['what'], known: ReadonlySet<string>): Unknown[] =>
  all.flatMap((use) => {
    const name = use.name.replace(/^ansible\.(?:builtin|legacy)\./, '');
    if (name.includes('.') || known.has(name) || OF_COLLECTIONS.has(name)) return [];
    return [{ ...use, name, what, known }];
  });

/** Whether a project can have filters of its own, which nobody knows here. */
const hasPlugins = ({ target, image }: RuleContext): boolean =>
  image.ansible.size > 0 || target.provision.some(({ foreign }) => foreign !== null);

export default rule({
  id: 'broken-template',
  topic: 'build',
  severity: 'error',
  title: 'Ansible can read every template.',
  message: '{place}: {problem}',
  help: 'Mend the template there; `{% raw %} … {% endraw %}` keeps braces that are not Jinja’s.',
  why: 'Ansible reads a template when the task runs, half an hour into the build or when a customer deploys the image. One that it cannot read stops it.',
  sources: ['order-of-tasks'],
  *check(context) {
    const seen = new Set<string>();
    for (const { at, span, template, file, placeOf } of templatesOf(context)) {
      // A file that several resources use is broken once.
      if (file !== null && seen.has(file)) continue;
      if (file !== null) seen.add(file);
      const { fault, uses } = template;
      if (fault !== null) {
        yield { at, span, params: { place: placeOf(fault.at), problem: fault.message } };
        continue;
      }
      if (hasPlugins(context)) continue;
      for (const { name, at: where, what, known } of [
        ...unknownIn(uses.filters, 'filter', FILTERS),
        ...unknownIn(uses.tests, 'test', TESTS),
      ]) {
        const near = suggest(name, known);
        const problem = `neither Jinja nor Ansible has a ${what} \`${name}\`.`;
        yield {
          at,
          span,
          params: { place: placeOf(where), problem },
          help:
            near === null
              ? `Write a ${what} that Ansible has, or name the one of a collection in full, \`community.general.${name}\`.`
              : `Did you mean \`${near}\`?`,
        };
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/motd" { content = «jinja"{{ image_title | uper }}\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/motd" { content = jinja"{{ image_title | upper }}\\n" }\n}\n',
});
