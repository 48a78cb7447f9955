// Takes the place of vkc in the tests of tests/real: compiles for real, and only says that it builds and verifies. In the environment:
// UNBUILT and BROKEN name roles whose image cannot be built, or has a check that fails; BASE is the content of the base image.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [command, ...args] = process.argv.slice(2);
const listed = (name) => (process.env[name] ?? '').split(',').filter(Boolean);
const lines = () => readFileSync('real.vkimage', 'utf8').split('\n');
const lineOf = (role) => lines().findIndex((line) => line.startsWith(`  use ${role}`)) + 1;

switch (command) {
  case 'build': {
    const given = Object.fromEntries(
      args.filter((each) => each.includes('=')).map((each) => each.split('=')),
    );
    const image = Object.entries(given).find(([name]) => name.endsWith('_image'))[1];
    if (readFileSync(image, 'utf8') !== process.env.BASE) fail('error: this is another base image');
    const role = listed('UNBUILT').find((name) => lineOf(name) > 0);
    if (role !== undefined) fail(`error: real: the role ${role} fails`);
    break;
  }
  case 'verify': {
    const folder = args[args.indexOf('--reports') + 1];
    const broken = listed('BROKEN').filter((name) => lineOf(name) > 0);
    const point = (role) => ({
      title: `What ${role} makes is there`,
      state: 'broken',
      source: { file: 'real.vkimage', line: lineOf(role) },
    });
    mkdirSync(folder, { recursive: true });
    const points = [{ title: 'It boots', state: 'held', source: null }, ...broken.map(point)];
    writeFileSync(join(folder, 'real.json'), JSON.stringify({ points }));
    process.exit(broken.length === 0 ? 0 : 1);
    break;
  }
  default: {
    const vkc = join(import.meta.dirname, '../../dist/vkc.js');
    process.exit(spawnSync(process.execPath, [vkc, command, ...args], { stdio: 'inherit' }).status);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
