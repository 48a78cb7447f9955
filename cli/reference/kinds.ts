import type { ResourceKind } from '../../compiler/sdk/resource-kind.ts';
import { library } from '../../stdlib/index.ts';
import { document, bullets, fenced, prose } from './markdown.ts';
import { attributeTable, conditionsOf } from './attributes.ts';
import { compileExample } from '../explain/examples.ts';
import { formatted, treeOf } from './examples.ts';

/** One system per family. The pages show its tasks. */
const SYSTEMS = { debian12: 'Debian family', almalinux9: 'Red Hat family' } as const;

/** Returns a page for each resource kind, by its path below `docs/reference`. */
export function kindPages(): Map<string, string> {
  return new Map([...library.kinds.values()].map((kind) => [`kinds/${kind.name}.md`, kindPage(kind)]));
}

function kindPage(kind: ResourceKind): string {
  const conditions = conditionsOf(kind.schema);
  return document([
    `# ${kind.name}`,
    prose(kind.doc),
    `Its label is ${prose(kind.label.what)}; a list of labels makes one of each. [All resource kinds](../README.md#resource-kinds)`,
    '## Attributes',
    ...attributeTable(kind.schema, '../types.md'),
    ...(conditions.length === 0 ? [] : ['Conditions:', bullets(conditions)]),
    'Besides these, [what every resource takes](../declarations.md#what-every-resource-takes): `title`, `notify`, `condition`, and `allow`.',
    '## Example',
    fenced('vkimage role', formatted(kind.example)),
    ...becomes(kind.example),
  ]);
}

/** Returns the tasks that the example gives, once if they are equal in all families. */
function becomes(example: string): string[] {
  const made = Object.entries(SYSTEMS).map(([system, family]) => ({
    family,
    parts: partsOf(system, example),
  }));
  const [first, ...others] = made as [(typeof made)[number], ...typeof made];
  if (others.every(({ parts }) => parts.join('\n') === first.parts.join('\n'))) {
    return ['## What it becomes', ...titled('on every system', first.parts)];
  }
  return ['## What it becomes', ...made.flatMap(({ family, parts }) => titled(`on the ${family}`, parts))];
}

const titled = (where: string, parts: readonly Part[]): string[] =>
  parts.flatMap(([what, yaml]) => [`${what} ${where}:`, fenced('yaml', yaml)]);

type Part = readonly [what: string, yaml: string];

const FILES: readonly Part[] = [
  ['Tasks', 'playbook/provision_roles/example/tasks/main.yml'],
  ['Handlers', 'playbook/provision_roles/example/handlers/main.yml'],
  ['`requirements.yml`', 'playbook/requirements.yml'],
];

function partsOf(system: string, example: string): Part[] {
  const tree = treeOf(compileExample([system], example));
  return FILES.flatMap(([what, path]): Part[] => {
    const file = tree.get(path);
    return file === undefined
      ? []
      : [
          [
            what,
            String(file.content)
              .replace(/^---\n/, '')
              .trim(),
          ],
        ];
  });
}
