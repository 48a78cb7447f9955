import { familySchema } from '../../compiler/language/system-blocks.ts';
import { fieldNames, fieldOf } from '../../compiler/model/schema.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { code } from '../../emit/text/markdown.ts';
import type { Attribute, BlockDeclaration, Expr } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import { bullets, document, fenced, prose, table } from './markdown.ts';
import { allSystems, namesIn } from '../explain/examples.ts';

/** Returns the page on systems and families. */
export function systemsPage(): string {
  const systems = allSystems();
  const families = namesIn('families').map((name) => declarationOf(`vkc:families/${name}.vkimage`));
  const notes = systems.map(({ name, image: { url } }) => {
    const { doc } = declarationOf(`vkc:systems/${name}.vkimage`);
    return `${code(name)}: ${prose(doc ?? '')} Base image: [${code(url.replace(/^.*\//, ''))}](${url})`;
  });
  return document([
    '# Systems and families',
    'Images can be built for these systems: `os = [ubuntu2404, almalinux9]`. [The reference](README.md)',
    '## Systems',
    systemTable(systems),
    '“Short” is part of the names of targets; “Source” is the name of the source in Packer.',
    bullets(notes),
    'Versions that the distributions themselves have of software that comes in several; the usual one first. A role that installs from elsewhere has others.',
    versionTable(systems),
    '## Families',
    'Facts that the systems of a family have in common. In expressions: `os.family.ssh_unit`.',
    familyTable(families),
    bullets(families.map(({ name, doc }) => `${code(name.text)}: ${prose(doc ?? '')}`)),
    '## A system of your own',
    'Systems and families are declared in the language; one that a project declares replaces the library’s with the same name. [What an `os` takes](declarations.md#system)',
    fenced('vkimage', library.sources['vkc:systems/debian12.vkimage']!.trimEnd()),
  ]);
}

function systemTable(systems: readonly Os[]): string {
  return table(
    ['Name', 'Title', 'Family', 'Short', 'Source', 'User', 'Packages', 'Python', 'End of life'],
    systems.map((os) => [
      code(os.name),
      prose(os.title),
      code(os.family.name),
      code(os.short),
      code(os.source),
      code(os.user),
      code(os.package_manager),
      os.python,
      os.end_of_life || 'not known',
    ]),
  );
}

function versionTable(systems: readonly Os[]): string {
  const software = [...new Set(systems.flatMap(({ versions }) => [...versions.keys()]))].sort();
  return table(
    ['System', ...software.map(code)],
    systems.map(({ name, versions }) => [
      code(name),
      ...software.map((each) => versions.get(each)?.join(', ') ?? ''),
    ]),
  );
}

function familyTable(families: readonly BlockDeclaration[]): string {
  const schema = familySchema(library.packageManagers);
  return table(
    ['Field', 'Meaning', ...families.map(({ name }) => code(name.text))],
    fieldNames(schema).map((field) => [
      code(field),
      prose(fieldOf(schema, field)!.doc),
      ...families.map((family) => {
        const attribute = family.body.members.find(
          (each): each is Attribute => each.node === 'attribute' && each.name.text === field,
        );
        return attribute === undefined ? '—' : code(literal(attribute.value));
      }),
    ]),
  );
}

function declarationOf(file: string): BlockDeclaration {
  return library.tree(file).declarations[0] as BlockDeclaration;
}

function literal(value: Expr): string {
  if (value.node === 'ref') return value.name;
  return value.node === 'string'
    ? value.parts.map((part) => (part.node === 'text' ? part.value : '')).join('')
    : '';
}
