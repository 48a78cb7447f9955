import { rule } from '../../compiler/sdk/rule.ts';

const TEXT =
  /^[\w.[\]']+\.(stdout|stderr|stdout_lines|stderr_lines|rc|msg|content|results)$|\|\s*(length|count|list|trim)$/;

export default rule({
  id: 'condition-of-text',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'A condition is true or false.',
  message: '`{condition}` is no truth value, and ansible-core 2.19 and newer refuse it.',
  help: 'Compare it, as in `{condition} != ""` or `{condition} | int > 0`.',
  why: 'Up to 2.18 any text that was not empty counted as true, the text `false` among them.',
  sources: ['check-17', 'ansible-core-porting-guide'],
  *check({ resources }) {
    for (const at of resources()) {
      const condition = at.resource.conditions.find((text) => TEXT.test(text.trim()));
      if (condition !== undefined) yield { at, params: { condition } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «file "/etc/motd"» {\n    content   = "Welcome.\\n"\n    condition = jinja"motd_text.stdout"\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/motd" {\n    content   = "Welcome.\\n"\n    condition = jinja"motd_text.stdout != \'\'"\n  }\n}\n',
});
