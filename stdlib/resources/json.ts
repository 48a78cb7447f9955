import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { file, inFolder } from '../shared/effects.ts';
import { pathLabel } from '../shared/validators.ts';
import { mergeInto, structuredContents, structuredSchema } from '../shared/structured.ts';

export default resourceKind({
  name: 'json',
  repeats: true,
  doc: 'Values in a JSON file, which keeps what else is in it. A file that is not there is made.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: structuredSchema,
  example: `directory "/etc/docker"

json "/etc/docker/daemon.json" {
  values = {
    log-driver = "journald"
    log-opts   = { tag = "container" }
    live-restore = true
  }
}`,
  lower: (use, context) => mergeInto('json', use, context),
  contents: ({ label, attributes }) => structuredContents(label, attributes),
  effects: ({ label }) => ({ needs: [inFolder(label)], makes: [file(label)] }),
});
