// Makes ubuntu.txt from the slices that Canonical keeps of Ubuntu's packages: node stdlib/packages/renew-ubuntu.mjs REPOSITORY
// REPOSITORY is a clone of canonical/chisel-releases with its branches. Only names of packages are taken: those that the index of Debian
// does not have, since Ubuntu has nearly all of its packages from Debian. A name that is missing is no mistake by itself.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const releases = ['20.04', '22.04', '24.04'];
const [repository] = process.argv.slice(2);
if (repository === undefined) {
  console.error('Usage: node stdlib/packages/renew-ubuntu.mjs REPOSITORY');
  process.exit(2);
}

const debian = readFileSync(join(import.meta.dirname, 'debian.txt'), 'utf8').split('\n');
const families = new RegExp(debian[0].slice('families '.length));
const there = new Set(debian);
const sections = releases.map((release) => {
  const args = ['-C', repository, 'ls-tree', '-r', '--name-only', `ubuntu-${release}`, 'slices/'];
  const files = execFileSync('git', args, { encoding: 'utf8' }).trim().split('\n');
  const names = files.map((file) => file.replace(/^.*\//, '').replace(/\.yaml$/, ''));
  return [`[${release}]`, ...names.filter((name) => !families.test(name) && !there.has(name)).sort()];
});
writeFileSync(
  join(import.meta.dirname, 'ubuntu.txt'),
  `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`,
);
