import { cleanedOf } from '../machine/cleaning.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'cleaned-away',
  topic: 'hygiene',
  severity: 'warning',
  title: 'What is made for the image is not cleaned away again.',
  message: '`{path}` {is} in the image: `{role}` {does} it.',
  help: 'Put what belongs into the image somewhere else. What is only needed during the build is used by a later resource that names it.',
  why: '`cleanup` runs last and empties the folders of temporary files, the logs, the caches and what root and the admin user left behind. What an author puts there is gone without a word.',
  sources: ['no-personal-data', 'order-of-tasks'],
  *check(context) {
    for (const { at, path, fate, by } of cleanedOf(context)) {
      const params = {
        path,
        is: fate === 'removed' ? 'is not' : 'is empty',
        role: by.run.name,
        does: fate === 'removed' ? 'removes' : 'empties',
      };
      const related = [{ span: by.resource.head, message: 'this does it' }];
      yield { at, params, related };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «file "/var/tmp/keep.txt"» { content = "kept\\n" }\n}\n',
  right: 'image a {\n  os = [debian12]\n  file "/opt/keep.txt" { content = "kept\\n" }\n}\n',
});
