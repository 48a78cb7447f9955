import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { file, inFolder } from '../shared/effects.ts';
import { pathLabel } from '../shared/validators.ts';
import { mergeInto, structuredContents, structuredSchema } from '../shared/structured.ts';

export default resourceKind({
  name: 'yaml',
  repeats: true,
  doc: 'Values in a YAML file, which keeps what else is in it. A file that is not there is made. Comments in it are lost: where they matter, write a `line` or the whole `file`.',
  label: { what: 'the path of a file', check: pathLabel },
  schema: structuredSchema,
  example: `directory "/etc/app"

yaml "/etc/app/config.yml" {
  values = { server = { port = 8080 } }
  owner  = "root"
  group  = "root"
  mode   = 0640
}`,
  lower: (use, context) => mergeInto('yaml', use, context),
  contents: ({ label, attributes }) => structuredContents(label, attributes),
  effects: ({ label }) => ({ needs: [inFolder(label)], makes: [file(label)] }),
});
