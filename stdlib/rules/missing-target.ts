import { missingOf } from '../machine/history.ts';
import { laterThan } from './shared/later.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'missing-target',
  topic: 'build',
  severity: 'error',
  title: 'A link leads to what is there.',
  message: 'The {what} leads to `{path}`, {why}.',
  help: 'Put what makes it before the link, or write `force = true` if it is to come later.',
  why: 'Ansible makes a link only to what is there, unless it is forced. The build stops at a link that leads nowhere, and at an alternative that does.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, need, later } of missingOf(context)) {
      if (need.what !== 'path' || need.atEnd) continue;
      const why = later === null ? 'which nothing makes' : 'which comes only later';
      const isAlternative = at.resource.kind === 'alternatives';
      const help = 'Put what brings the program before it.';
      yield {
        at,
        span: need.span,
        params: { what: isAlternative ? 'alternative' : 'link', path: need.name, why },
        ...(isAlternative && { help }),
        ...laterThan(
          later,
          isAlternative ? help : 'Move the link behind what makes its target, or write `force = true`.',
        ),
      };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  link "/usr/local/bin/shop" { target = «"/opt/shop/bin/shop"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/opt/shop/bin"\n  file "/opt/shop/bin/shop" {\n    content = "#!/bin/sh\\nexec true\\n"\n    mode    = 0755\n  }\n  link "/usr/local/bin/shop" { target = "/opt/shop/bin/shop" }\n}\n',
});
