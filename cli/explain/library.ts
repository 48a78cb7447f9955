import { runtimeOf } from '../../compiler/language/declarations.ts';
import { LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { roleDoc } from '../../compiler/language/role-doc.ts';
import type { BlockDeclaration, Param } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import { namesIn } from './examples.ts';
import { resourceSections } from './language.ts';
import { attributeSections } from './sections.ts';
import type { Section, Topic } from './topic.ts';

/** Returns the topics for kinds, expectations, roles, systems and families of the standard library. */
export function libraryTopics(): Topic[] {
  return [...kindTopics(), ...expectationTopics(), ...roleTopics(), ...systemTopics()];
}

function kindTopics(): Topic[] {
  return [...library.kinds.values()].map(({ name, doc, label, schema, example }) => ({
    name,
    what: 'a resource kind',
    sections: () => [
      { text: doc },
      { text: `Its label is ${label.what}. A list of labels makes one resource of each.` },
      { title: 'Example', code: example },
      ...attributeSections(schema),
      ...resourceSections(),
    ],
  }));
}

function expectationTopics(): Topic[] {
  return [...library.expectations.values()].map(({ name, doc, label, schema, example }) => ({
    name,
    what: 'an expectation, in `expect { … }`',
    sections: () => [
      { text: doc },
      { text: `Its label is ${label.what}.` },
      { title: 'Example', code: example },
      ...attributeSections(schema),
    ],
  }));
}

export interface LibraryRole {
  readonly name: string;
  readonly about: string;
  /** An example of `use` for this role, as an author would write it. */
  readonly example: string;
  readonly declaration: BlockDeclaration;
  readonly text: string;
}

/** Returns the roles of the standard library. */
export function libraryRoles(): LibraryRole[] {
  return namesIn('roles').map((name) => {
    const file = `${LIBRARY_PREFIX}roles/${name}.vkimage`;
    const declaration = declarationIn(file, 'role');
    const { about, example } = roleDoc(declaration.doc ?? '');
    return { name, about, example: example ?? '', declaration, text: library.sources[file]! };
  });
}

/** A param in source notation. */
export interface ParamText {
  readonly name: string;
  readonly type: string;
  /** The default, or null if the param is required. */
  readonly fallback: string | null;
  readonly doc: string;
  readonly runtime: boolean;
}

export function paramTexts({ declaration, text }: LibraryRole): ParamText[] {
  const written = ({ span }: { span: { start: number; end: number } }) =>
    text.slice(span.start, span.end).replace(/,?\s*\n\s*/g, (gap) => (gap.startsWith(',') ? ', ' : ' '));
  return declaration.body.members
    .filter((each): each is Param => each.node === 'param')
    .map((param) => ({
      name: param.name.text,
      type: written(param.type),
      fallback: param.default === null ? null : written(param.default).replace('[ ', '[').replace(', ]', ']'),
      doc: param.doc ?? '',
      runtime: runtimeOf(param) !== null,
    }));
}

function roleTopics(): Topic[] {
  return libraryRoles().map((role) => ({
    name: role.name,
    what: 'a role of the standard library',
    sections: () => {
      const params = paramTexts(role);
      const section = (title: string, runtime: boolean): Section[] => {
        const items = params
          .filter((param) => param.runtime === runtime)
          .map(({ name, type, fallback, doc }) => ({
            head: `${name}: ${type}${fallback === null ? '' : ` = ${fallback}`}`,
            text: doc,
          }));
        return items.length === 0 ? [] : [{ title, items }];
      };
      return [
        { text: role.about },
        { title: 'Example', code: role.example },
        ...section('Params', false),
        ...section('Params given at deployment', true),
        { text: `Source: vkc explain ${LIBRARY_PREFIX}roles/${role.name}` },
      ];
    },
  }));
}

function systemTopics(): Topic[] {
  const topic = (folder: 'systems' | 'families', node: 'os' | 'family', what: string) =>
    namesIn(folder).map((name) => {
      const file = `${LIBRARY_PREFIX}${folder}/${name}.vkimage`;
      return {
        name,
        what,
        sections: () => {
          const { doc, span } = declarationIn(file, node);
          return [
            { text: doc ?? '' },
            {
              title: node === 'os' ? 'In an image' : 'In an expression',
              code: node === 'os' ? `os = [${name}]` : `os.family == ${name}`,
            },
            { title: 'Declaration', code: library.sources[file]!.slice(span.start, span.end) },
          ];
        },
      };
    });
  return [
    ...topic('systems', 'os', 'a system of the standard library'),
    ...topic('families', 'family', 'a family of systems'),
  ];
}

function declarationIn(file: string, node: BlockDeclaration['node']): BlockDeclaration {
  return library.tree(file).declarations.find((each) => each.node === node) as BlockDeclaration;
}
