import { library } from '../../stdlib/index.ts';
import { code } from '../../emit/text/markdown.ts';
import { document, firstSentence, prose, table } from './markdown.ts';
import { commandsPage } from './commands.ts';
import { declarationsPage } from './declarations.ts';
import { expectationsPage } from './expectations.ts';
import { grammarPage } from './grammar.ts';
import { keywordsPage } from './keywords.ts';
import { kindPages } from './kinds.ts';
import { libraryRoles } from '../explain/library.ts';
import { rolePages } from './roles.ts';
import { outputsPage } from './outputs.ts';
import { systemsPage } from './systems.ts';
import { testedPage } from './tested.ts';
import { functionsPage, namesPage, typesPage } from './values.ts';

/** Returns the pages of `docs/reference` by path. The Markdown is not yet formatted by Prettier. */
export async function referencePages(): Promise<Map<string, string>> {
  return new Map([
    ['README.md', indexPage()],
    ['commands.md', await commandsPage()],
    ['declarations.md', declarationsPage()],
    ['expectations.md', expectationsPage()],
    ['functions.md', functionsPage()],
    ['grammar.md', grammarPage()],
    ['keywords.md', keywordsPage()],
    ['library-tests.md', testedPage()],
    ['names.md', namesPage()],
    ['outputs.md', outputsPage()],
    ['systems.md', systemsPage()],
    ['types.md', typesPage()],
    ...kindPages(),
    ...rolePages(),
  ]);
}

/** Returns a table of the roles of the library, one per row. */
function roleTable(folder: string): string {
  const rows = libraryRoles().map(({ name, about }) => {
    const [first, ...rest] = [firstSentence(about), about.slice(firstSentence(about).length).trim()];
    return [`[${name}](${folder}${name}.md)`, prose([first, firstSentence(rest.join(' '))].join(' ').trim())];
  });
  return table(['Role', ''], rows);
}

function indexPage(): string {
  const kinds = [...library.kinds.values()].map(({ name, doc }) => [
    `[${name}](kinds/${name}.md)`,
    prose(firstSentence(doc)),
  ]);
  return document([
    '# Reference',
    'This reference is generated from the schemas and comments of `vkc`. [The language](../language/README.md) explains how the parts work together.',
    table(
      ['', ''],
      [
        [
          '[Images, roles, systems and families](declarations.md)',
          'All declarations, with their attributes and blocks.',
        ],
        ['[Resource kinds](#resource-kinds)', 'The parts of a role, and the tasks generated from them.'],
        ['[Expectations](expectations.md)', 'Checks in the booted image.'],
        ['[Roles](#roles)', 'The roles of the standard library.'],
        ['[Systems and families](systems.md)', 'The systems that images can be built for.'],
        ['[How the library is tested](library-tests.md)', 'Which role was run where, and how.'],
        ['[Keywords](keywords.md)', 'The words of the grammar, each with an example.'],
        ['[Grammar](grammar.md)', 'The syntax in EBNF, made from the parser.'],
        ['[Types](types.md)', 'The types of values, and how to write them.'],
        ['[Functions](functions.md)', 'The functions for expressions.'],
        [
          '[Names in scope](names.md)',
          `${code('os')}, ${code('image')}, ${code('build')} and ${code('variant')}.`,
        ],
        ['[The files of a tree](outputs.md)', 'The files that the compiler writes.'],
        ['[Commands](commands.md)', 'What each command does, and its options.'],
        ['[Rules](../rules/README.md)', 'The rules that images are checked against.'],
        [
          '[Errors, warnings and hints](../errors/README.md)',
          'The messages of `vkc`, and how to mend their causes.',
        ],
      ],
    ),
    '## Resource kinds',
    'Each describes one thing on the machine: `package nginx`, `file "/etc/motd" { … }`.',
    table(['Kind', ''], kinds),
    '## Roles',
    'Add a role with `use`: `use nginx { … }`. `vm_init` and `cleanup` run in every image without `use`; so does `playbooks` if a role has a start phase.',
    roleTable('roles/'),
  ]);
}
