import { pathKey } from '../../compiler/sdk/categories.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import type { PlacedResource } from '../../compiler/sdk/rule.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { stepsOf } from '../machine/history.ts';
import { mentions } from '../machine/state.ts';
import line from '../resources/line.ts';
import link from '../resources/link.ts';

export default rule({
  id: 'overwritten-file',
  topic: 'build',
  severity: 'warning',
  title: 'What is written into a file is not written over.',
  message: 'This writes `{path}` anew, so {what} is lost.',
  help: 'Write the file once, or put the change behind it.',
  why: 'The last resource that writes a file decides what is in it. A `line` that was set before, or another text, is gone, and nothing says so.',
  sources: ['order-of-tasks'],
  *check(context) {
    const before = new Map<string, PlacedResource[]>();
    for (const { at, effects } of stepsOf(context)) {
      const { resource } = at;
      const { kind, label } = resource;
      // A command that reads or moves a file has had its use of it.
      if (effects.told !== undefined)
        for (const path of before.keys()) if (mentions(effects.told, path)) before.delete(path);
      if (effects.takes !== undefined)
        for (const path of before.keys()) if (effects.takes(path, 'file') === 'removed') before.delete(path);
      if (isLibraryFile(resource.origin.file) || resource.conditions.length > 0 || kind === link.name)
        continue;
      const written = (effects.makes ?? []).flatMap(({ what, name }) =>
        what === 'file' ? [pathKey(name)] : [],
      );
      for (const path of written) {
        const earlier = before
          .get(path)
          ?.find(({ resource: other, phase }) => other !== resource && phase === at.phase);
        before.set(path, [at]);
        if (earlier === undefined || earlier.resource.kind === kind) continue;
        const what =
          earlier.resource.kind === line.name ? 'the line that was set before' : 'what was written before';
        const related = [{ span: earlier.resource.head, message: 'this was there before' }];
        yield { at, params: { path, what }, related };
      }
      if (kind === line.name) {
        const path = pathKey(label);
        before.set(path, [...(before.get(path) ?? []).slice(0, 1), at].slice(-1));
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  line "/etc/hosts" { line = "10.0.0.1 db" }\n  «file "/etc/hosts"» { content = "127.0.0.1 localhost\\n" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/hosts" { content = "127.0.0.1 localhost\\n" }\n  line "/etc/hosts" { line = "10.0.0.1 db" }\n}\n',
});
