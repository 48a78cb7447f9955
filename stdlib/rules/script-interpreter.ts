import { attributesOf } from '../../compiler/sdk/attributes.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import file from '../resources/file.ts';
import { textsOf } from './shared/texts.ts';

/** Where what can be run is run by its name. */
const RUN = /\/s?bin\/[^/]+$|\/init\.d\/[^/]+$|^\/etc\/cron\.(?:hourly|daily|weekly|monthly)\/[^/]+$/;

export default rule({
  id: 'script-interpreter',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'A script names the program that runs it.',
  message: '`{path}` {problem}.',
  help: '{remedy}',
  why: 'The kernel runs a script by its first line. Without one, or with a carriage return in it, systemd and cron say `Exec format error` or that there is no such file, although it is there.',
  sources: ['services-after-a-reboot'],
  *check(context) {
    for (const { at, path, text, span, template } of textsOf(context)) {
      const given = attributesOf(file, at.resource);
      if (given === null || text === '') continue;
      const [first = ''] = text.split('\n', 1);
      if (first.startsWith('#!') && first.endsWith('\r')) {
        const params = {
          path,
          problem: 'begins with a line that ends as in Windows',
          remedy:
            'Save the file with line ends of Linux (LF); `*.sh text eol=lf` in `.gitattributes` keeps them.',
        };
        yield { at, span, params };
      } else if (
        !first.startsWith('#!') &&
        !template &&
        RUN.test(path) &&
        (Number.parseInt(given.mode?.value ?? '0', 8) & 0o111) !== 0
      ) {
        // A program, and a text that begins with a template, are something else.
        if (/^\u007fELF|\{\{|\0/.test(text.slice(0, 200))) continue;
        const params = {
          path,
          problem: 'can be run, and does not say by what',
          remedy: 'Begin it with `#!/bin/sh`, `#!/bin/bash` or `#!/usr/bin/python3`.',
        };
        yield { at, span, params };
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/usr/local/bin/shop" {\n    content = «"exec /opt/shop/run\\n"»\n    mode    = 0755\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/usr/local/bin/shop" {\n    content = "#!/bin/sh\\nexec /opt/shop/run\\n"\n    mode    = 0755\n  }\n}\n',
});
