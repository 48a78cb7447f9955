import { library } from '../../stdlib/index.ts';
import { code } from '../../emit/text/markdown.ts';
import { document, firstSentence, prose, table } from './markdown.ts';
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

/** The pages of `docs/reference` by path, as Markdown that Prettier has not seen yet. */
export function referencePages(): Map<string, string> {
  return new Map([
    ['README.md', indexPage()],
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

/** The roles of the library with a line each. */
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
    'Made from the schemas and comments that `vkc` itself works with. How the parts go together is in [the language](../language/README.md).',
    table(
      ['', ''],
      [
        [
          '[Images, roles, systems and families](declarations.md)',
          'What is declared, with its attributes and blocks.',
        ],
        ['[Resource kinds](#resource-kinds)', 'What a role is made of, and the tasks that it becomes.'],
        ['[Expectations](expectations.md)', 'What is checked in the booted image.'],
        ['[Roles](#roles)', 'What the standard library installs.'],
        ['[Systems and families](systems.md)', 'What images can be built for.'],
        ['[How the library is tested](library-tests.md)', 'Which role was run where, and how.'],
        ['[Keywords](keywords.md)', 'The words of the grammar, each with an example.'],
        ['[Grammar](grammar.md)', 'The syntax in EBNF, made from the parser.'],
        ['[Types](types.md)', 'What values there are, and how they are written.'],
        ['[Functions](functions.md)', 'What can be computed.'],
        [
          '[Names in scope](names.md)',
          `${code('os')}, ${code('image')}, ${code('build')} and ${code('variant')}.`,
        ],
        ['[The files of a tree](outputs.md)', 'What the compiler writes.'],
        ['[Rules](../rules/README.md)', 'What images are held to.'],
        ['[Errors, warnings and hints](../errors/README.md)', 'What `vkc` says, and how to mend it.'],
      ],
    ),
    '## Resource kinds',
    'One thing on the machine each: `package nginx`, `file "/etc/motd" { … }`.',
    table(['Kind', ''], kinds),
    '## Roles',
    'Taken with `use`: `use nginx { … }`. `vm_init` and `cleanup`, and `playbooks` where something has a start phase, run in every image without being named.',
    roleTable('roles/'),
  ]);
}
