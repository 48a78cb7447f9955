import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';

// From the project's folder, so that tests with machines can use it bundled.
const require = createRequire(join(process.cwd(), 'package.json'));
const library = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { $id: string };

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
ajv.addFormat('iri-reference', (text) => URL.canParse(text, 'https://example.org/'));
ajv.addFormat('uri', (text) => URL.canParse(text));
ajv.addFormat('email', /^\S+@\S+$/);
ajv.addFormat('idn-email', /^\S+@\S+$/);
for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
  const { $id: _, ...schema } = read(`${library}/${name}`);
  ajv.addSchema(schema, `http://cyclonedx.org/schema/${name}`);
}

const schemas = {
  cyclonedx: read(`${library}/bom-1.5.SNAPSHOT.schema.json`),
  spdx: read('tests/support/schemas/spdx-2.3.schema.json'),
};

/** What the official schema of a format finds wrong with a document. */
export function problems(format: keyof typeof schemas, text: string): string[] {
  const validate = ajv.getSchema(schemas[format].$id) ?? ajv.compile(schemas[format]);
  void validate(JSON.parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
