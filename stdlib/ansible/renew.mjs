// Makes modules.txt from what `ansible-doc` says of the modules of ansible.builtin:
//   node stdlib/ansible/renew.mjs ANSIBLE_DOC…
// The arguments are the `ansible-doc` of the oldest and the newest ansible-core that the trees are for. A module has what any of
// them knows.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Modules that take any name, or hand what they do not know on to another one. */
const OPEN = new Set(
  (
    'add_host gather_facts group_by import_playbook import_role import_tasks include include_role include_tasks include_vars ' +
    'meta package set_fact setup'
  ).split(' '),
);

const modules = new Map();
for (const program of process.argv.slice(2)) {
  const doc = (...args) =>
    JSON.parse(
      execFileSync(program, ['-j', ...args], {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` },
      }),
    );
  const names = Object.keys(doc('-l', 'ansible.builtin')).filter((name) => !name.includes('._'));
  for (const [full, { doc: about }] of Object.entries(doc('-t', 'module', ...names))) {
    const name = full.replace('ansible.builtin.', '');
    if (OPEN.has(name) || about?.options === undefined) continue;
    const known = modules.get(name) ?? new Map();
    for (const [option, spec] of Object.entries(about.options)) {
      const before = known.get(option) ?? { names: new Set(), choices: new Set(), seen: 0, required: 0 };
      for (const each of [option, ...(spec.aliases ?? [])]) before.names.add(each);
      // Choices with a text each are a map; those of a list are of its items.
      const choices = Array.isArray(spec.choices) ? spec.choices : Object.keys(spec.choices ?? {});
      if (spec.type !== 'list' && spec.type !== 'bool')
        for (const each of choices) before.choices.add(String(each));
      // A line break or a comma has no place in the list.
      if (choices.length === 0 || choices.some((each) => /[\s,]/.test(each))) before.open = true;
      before.type = spec.type;
      before.seen += 1;
      before.required += spec.required === true ? 1 : 0;
      known.set(option, before);
    }
    modules.set(name, known);
  }
}

const word = ({ names, choices, open, type, seen, required }) =>
  [...names].join('|') +
  (required === seen ? '!' : '') +
  (type === 'bool' ? '?' : '') +
  (open === undefined && choices.size > 0 ? `=${[...choices].join(',')}` : '');
const lines = [...modules]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, options]) =>
    [
      name,
      ...[...options.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, option]) => word(option)),
    ].join(' '),
  );
writeFileSync(join(import.meta.dirname, 'modules.txt'), `${lines.join('\n')}\n`);
