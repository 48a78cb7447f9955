import { functions } from '../../compiler/language/functions.ts';
import { OBJECT_FIELDS } from '../../compiler/language/object-fields.ts';
import { TYPE_NAMES } from '../../compiler/model/types.ts';
import { code } from '../../emit/text/markdown.ts';
import { document, prose, table } from './markdown.ts';
import { typeText } from '../explain/attributes.ts';
import { evaluated, valueText } from '../explain/examples.ts';

/** Returns the page on functions. */
export function functionsPage(): string {
  const rows = [...functions].map(([name, { signature, doc, example }]) => {
    const result = valueText(evaluated(example));
    return [
      `<a id="${name}"></a>${code(signature)}`,
      prose(doc),
      code(example),
      result === example ? '' : code(result),
    ];
  });
  return document([
    '# Functions',
    'They are evaluated while compiling, so their arguments have to be known then. A template, or a param given at deployment, is not. Paths are relative to the folder of the file in which they are written. [The reference](README.md)',
    table(['Function', 'Result', 'Example', 'Result'], rows),
  ]);
}

const forms = { plain: '', one: '(TYPE)', names: '(NAME, …)', fields: '({ NAME = TYPE, … })' } as const;

/** Returns the page on types. */
export function typesPage(): string {
  const rows = [...TYPE_NAMES].map(([name, { form, doc, examples }]) => [
    code(`${name}${forms[form]}`),
    prose(doc),
    examples.map(code).join(', '),
  ]);
  return document([
    '# Types',
    'The types of params and attributes. A `?` after a type also allows `unset`: `string?`. There is no conversion between types; numbers, booleans, sizes, durations, modes and systems can be put into strings. [The reference](README.md)',
    table(['Type', 'Description', 'Written'], rows),
    'Where a page says “string or template”, a template of Ansible’s fits too: `jinja"…"`, `env(…)`, or a param given at deployment. Where it says “string”, the text has to be known when compiling.',
  ]);
}

const RECORDS = [
  ['os', 'The system that is compiled for.'],
  ['family', 'The family of the system.'],
  ['image', 'The image that is compiled.'],
  ['build', 'The values of `build { }`, or their defaults.'],
] as const;

/** Returns the page on names that are in scope without a declaration. */
export function namesPage(): string {
  const sections = RECORDS.flatMap(([name, about]) => {
    const path = name === 'family' ? 'os.family' : name;
    const rows = [...OBJECT_FIELDS[name]].map(([field, { type, doc }]) => [
      code(`${path}.${field}`),
      typeText(type),
      prose(doc),
    ]);
    return [`## ${path}`, prose(about), table(['Name', 'Type', 'Meaning'], rows)];
  });
  return document([
    '# Names in scope',
    'Everywhere in a role and an image, beside its own params and `let`s and those at the top of the file. [The reference](README.md)',
    ...sections,
    '## variant',
    'The name of the variant as text, empty on the plain image. In a comparison a bare name beside it is that of a variant: `variant == large`.',
    '## Names of values',
    'A bare name as a value is one of those that its attribute or param lists (`state = started`), otherwise a name in scope, otherwise a system or a family (`os == debian12`). As the label of a resource it is text (`package nginx`).',
  ]);
}
