#!/usr/bin/env node
// Builds, verifies and starts every role of the library on the real base images of the systems. Needs the internet, and KVM to be done
// within the hour.
//
//   npm run test:real -- [OPTIONS] SYSTEM…        (`all` for all of them)
//
//   --roles A,B       only these roles
//   --accel HOW       auto, kvm or tcg, as for vkc build
//   --results FOLDER  where the results go; they are put into docs/reference/library-tests.md by tests/real/record.mjs, which this
//                     program calls itself if no folder is named
//   --mirror URL      take everything from URL/HOST/PATH in place of https://HOST/PATH
//   --vkc PROGRAM     another vkc than dist/vkc.js
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { record, renewPage } from './record.mjs';
import { testSystem } from './system.mjs';
import { uses } from './uses.mjs';

const root = join(import.meta.dirname, '../..');
const text = (value) => ({ type: 'string', ...(value !== undefined && { default: value }) });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    roles: text(Object.keys(uses).join(',')),
    accel: text('auto'),
    results: text(),
    mirror: text(),
    vkc: text(join(root, 'dist/vkc.js')),
  },
});
const known = readdirSync(join(root, 'stdlib/systems')).map((file) => file.replace('.vkimage', ''));
const systems = positionals.includes('all') ? known : positionals;
const wrong = systems.filter((name) => !known.includes(name));
const wrongRoles = values.roles.split(',').filter((name) => !(name in uses) && name !== '');
if (systems.length === 0 || wrong.length > 0 || wrongRoles.length > 0) {
  console.error(
    wrongRoles.length > 0
      ? `There is no role ${wrongRoles.join(', ')}. Roles: ${Object.keys(uses).join(', ')}.`
      : `${wrong.length > 0 ? `There is no system ${wrong.join(', ')}. ` : 'Name systems. '}Systems: ${known.join(', ')}, all.`,
  );
  process.exit(2);
}

const work = join(root, '.work/real');
const results = resolve(values.results ?? join(work, 'results'));
mkdirSync(results, { recursive: true });
const at = (url) => (values.mirror === undefined ? url : url.replace(/^https:\/\//, `${values.mirror}/`));
const files = [];
let failed = 0;
for (const system of systems) {
  const result = await testSystem(system, {
    vkc: [process.execPath, resolve(values.vkc)],
    work,
    at,
    only: values.roles.split(','),
    accel: values.accel,
    today: new Date().toISOString().slice(0, 10),
    say: (line) => console.log(line),
  });
  const file = join(results, `${system}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  files.push(file);
  for (const [role, { state, note }] of Object.entries(result.roles)) {
    if (state === 'failed') failed++;
    console.log(`${system}: ${role}: ${state}${note === undefined ? '' : `: ${note}`}`);
  }
}
if (values.results === undefined) {
  record(files);
  renewPage();
}
process.exit(failed === 0 ? 0 : 1);
