import { ownOf } from '../model/data.ts';
import { collectionOf } from '../expand/modules.ts';
import type { Note } from '../model/place.ts';
import type { StartPhase } from '../start/start-phase.ts';
import type { Assets } from './assets.ts';
import { liftExpectations } from '../expect/expectations.ts';
import { Exceptions } from '../lift/exceptions.ts';
import { imageText, roleText } from './generate.ts';
import type { Collection } from './generate.ts';
import type { LibraryRoles } from './roles/library-roles.ts';
import { roleName } from './plan.ts';
import type { ImagePlan } from './plan.ts';
import { makeRoles } from './roles/roles.ts';
import type { RoleNames } from './roles/role-names.ts';
import type { RoleResult, RolesInput } from './roles/role-result.ts';
import { readReadme } from '../read/readme.ts';
import { folderOf } from '../read/tree.ts';
import { startRoles } from '../start/start-roles.ts';
import type { Workshop } from './workshop.ts';

export interface Written {
  readonly made: readonly RoleResult[];
  readonly text: string;
  readonly roles: readonly string[];
  /** All of it in one file. */
  readonly source: string;
  readonly names: RoleNames;
  /** What the tree says besides its tasks, and the result does not. */
  readonly notes: readonly Note[];
}

/** The text of an image with its roles; or why its start phase can only be carried. */
export function writeImage(
  plan: ImagePlan,
  { tree, names, versions, assets, inFiles }: Workshop,
  grades: Pick<RolesInput, 'forced' | 'carried' | 'dropped'>,
  library: LibraryRoles,
  phase: StartPhase | null,
  metadata: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Written | { readonly why: Note } {
  const targets = plan.targets.map(({ target }) => target);
  const readme = readReadme(tree, folderOf(plan.place.file));
  const exceptions = new Exceptions(
    readme.exceptions,
    new Map(plan.targets.map(({ target, source }) => [target, source?.as ?? plan.name])),
  );
  const starts =
    phase === null
      ? new Map()
      : startRoles({
          ...grades,
          ...library,
          tree,
          targets,
          phase,
          exceptions,
          file: (path, role) => assets.expression(path, roleName(role)),
        });
  if ('message' in starts) return { why: starts };
  const taken = names.fork();
  const made: RoleResult[] = makeRoles({
    image: plan.name,
    tree,
    targets,
    assets,
    ...grades,
    same: library.same,
    starts,
    exceptions,
    names: taken,
    versions,
    inFiles,
  });
  const named = plan.targets.map(({ source, system, variant }) => ({
    name: source?.as ?? plan.name,
    system,
    variant,
  }));
  const ownRoles = new Map(
    made.flatMap((role) => (role.grade === 'language' && role.name !== null ? [[role.from, role]] : [])),
  );
  const expectations = liftExpectations({
    tree,
    folder: folderOf(plan.place.file),
    targets: named,
    params: phase?.params ?? null,
    ofLibrary: library.expected,
    dropped: grades.dropped,
    hasRole: (role) => ownRoles.has(role),
  });
  const body = made
    .flatMap(({ items, start, use }) => [...[...items, ...start].map(({ text }) => text), ...use])
    .join('\n');
  const gathers = targets.some(({ expansion }) => expansion.gathers);
  const asked = [body, ...templatesIn(body, assets)].some((each) => FACT.test(each.replace(SETTINGS, '')));
  const inUse = new Set(made.map(({ name }) => name));
  const facts =
    gathers && (asked || made.some(({ grade }) => grade === 'carried'))
      ? ['facts', 'gathered_facts'].find((each) => !inUse.has(each))!
      : null;
  const text = imageText({
    plan,
    roles: made,
    tree,
    metadata,
    collections: collectionsOf(body, versions),
    facts,
    start: phase?.use ?? [],
    readme,
    exceptions,
    expectations,
  });
  const roles = [
    ...new Set(
      made.flatMap((role) =>
        role.name === null || role.grade === 'library' ? [] : [roleText(role, expectations)],
      ),
    ),
  ];
  if (facts !== null) roles.unshift(factsRole(facts));
  return {
    made,
    text,
    roles,
    source: [text, ...roles].join('\n\n'),
    names: taken,
    notes: [...exceptions.left, ...expectations.notes],
  };
}

/** Facts of the machine, and variables of Ansible's that are none. */
const FACT = /\bansible_(?!facts\b)\w+|ansible_facts/;
const SETTINGS = /ansible_(become|connection|user|host\b|port|python|managed)\w*/g;

/** What the templates hold that a text names. */
const templatesIn = (text: string, { files }: Assets): string[] =>
  [...text.matchAll(/template = file\("([^"]+)"\)/g)].map(([, name]) =>
    new TextDecoder().decode(files.get(name!)),
  );

const factsRole = (name: string) => `# Gather the facts that templates and conditions of this image ask for.
role ${name} {
task "Gather facts" { module = "ansible.builtin.setup" }
}`;

/** Versions to install where the tree names none that is exact. */
const VERSIONS: Readonly<Record<string, string>> = {
  'ansible.posix': '1.5.4',
  'community.general': '8.6.0',
  'community.docker': '3.4.0',
  'community.crypto': '2.16.0',
  'community.mysql': '3.9.0',
  'community.postgresql': '3.4.0',
  'kubernetes.core': '2.4.0',
};

function collectionsOf(body: string, versions: ReadonlyMap<string, string>): Collection[] {
  const names = [...body.matchAll(/^\s*module = "([\w.]+)"/gm)].flatMap(
    ([, module]) => collectionOf(module!) ?? [],
  );
  return [...new Set(names)].sort().map((name) => ({
    name,
    version: versions.get(name) ?? ownOf(VERSIONS, name) ?? '1.0.0',
    isPinned: versions.has(name),
  }));
}
