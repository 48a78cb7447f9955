import type { Draft } from './items.ts';
import { snippet } from './items.ts';

/** What begins a declaration. */
export const declarations: readonly Draft[] = [
  snippet(
    'image',
    'image ${1:xaas-name} {\n\ttitle = "${2:Title}"\n\tos    = [${3:ubuntu2404}]\n\n\t$0\n}',
    'An image.',
  ),
  snippet('role', '# ${1:Install something.}\nrole ${2:name} {\n\t$0\n}', 'A role.'),
  snippet('import', 'import "$0"', 'What another file declares.'),
  snippet(
    'param',
    '# ${1:What it is.}\nparam ${2:name}: ${3:string} = ${4:""}',
    'A value that `--set` can give.',
  ),
  snippet('let', 'let ${1:name} = $0', 'A name for a value.'),
  snippet('os', 'os ${1:name} {\n\tfamily = ${2:debian}\n\t$0\n}', 'A system of your own.'),
  snippet('family', 'family ${1:name} {\n\t$0\n}', 'A family of systems of your own.'),
];

/** What begins a member that is neither a resource nor a block. */
export const statements: readonly Draft[] = [
  snippet('use', 'use ${0:role}', 'Run a role.'),
  snippet('when', 'when ${1:os.family == debian} {\n\t$0\n}', 'Members for some targets.'),
  snippet(
    'match',
    'match ${1:os.family} {\n\tdebian {\n\t\t$0\n\t}\n\tredhat {\n\t}\n}',
    'Members by a value.',
  ),
  snippet('for', 'for ${1:item} in ${2:list} {\n\t$0\n}', 'Members for each item of a list.'),
  snippet('let', 'let ${1:name} = $0', 'A name for a value.'),
];

export const roleParam = snippet(
  'param',
  '# ${1:What it is.}\nparam ${2:name}: ${3:string} = ${4:""}',
  'A value that `use` can give.',
);
