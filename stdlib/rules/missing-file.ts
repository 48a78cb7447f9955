import { missingOf } from '../machine/history.ts';
import { laterThan } from './shared/later.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'missing-file',
  topic: 'build',
  severity: 'error',
  title: 'A line is set in a file that is there.',
  message: 'The file `{path}`, in which a line is to be set, {why}.',
  help: 'Write it with `file "{path}"`, or install first what brings it.',
  why: 'A `line` changes a file and does not make one. The build stops at a file that is missing.',
  sources: ['order-of-tasks'],
  *check(context) {
    for (const { at, need, later } of missingOf(context)) {
      if (need.what !== 'file') continue;
      const why = later === null ? 'is not there: nothing makes it' : 'comes only later';
      yield {
        at,
        span: need.span,
        params: { path: need.name, why },
        ...laterThan(later, 'Move the line behind what brings the file.'),
      };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  directory "/opt/shop"\n  «line "/opt/shop/settings"» { line = "port=80" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/opt/shop"\n  file "/opt/shop/settings" { content = "port=80\\n" }\n}\n',
});
