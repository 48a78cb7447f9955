import { GALAXY_NAME, builtinModules } from '../language/ansible-modules.ts';
import { isLibraryFile } from '../model/file-names.ts';
import type { Span } from '../../grammar/span.ts';
import { compare } from '../diagnostics/collector.ts';
import type { Image, Requirement, Resource, RoleRun, Target } from '../model/ir.ts';
import type { StringValue } from '../model/value.ts';
import { attributesIn } from '../sdk/attributes.ts';
import type { ResourceKind } from '../sdk/resource-kind.ts';
import { didYouMean } from '../model/suggest.ts';
import type { EvalContext } from '../evaluate/context.ts';

type Kinds = ReadonlyMap<string, ResourceKind>;
type Run = Pick<RoleRun, 'resources' | 'foreign' | 'collections' | 'origin'>;

/** Reports, for one target, modules that no declared collection has, and roles that nothing brings. */
export function checkRequirements(runs: readonly Run[], kinds: Kinds, { report }: EvalContext): void {
  const collections = new Set(runs.flatMap((run) => run.collections.map(({ name }) => name)));
  const galaxy = new Set(runs.flatMap(({ foreign }) => (foreign?.version == null ? [] : [foreign.role])));
  for (const { name, origin } of runs.flatMap((run) => run.collections)) {
    if (!GALAXY_NAME.test(name)) {
      report('VK0905', origin, { what: 'A collection', rule: 'namespace.name', name });
    }
  }
  for (const { resources, foreign, origin } of runs) {
    for (const resource of resources) {
      const written = moduleOf(resource, kinds);
      // What the library takes, it brings.
      if (written?.origin && !isLibraryFile(written.origin.file))
        checkModule(written.value, written.origin, collections, report);
    }
    for (const name of foreign?.needs ?? []) {
      if (!galaxy.has(name)) report('VK0907', origin, { path: foreign!.role, name });
    }
  }
}

const BUILTIN = 'ansible.builtin';

function checkModule(
  module: string,
  at: Span,
  declared: ReadonlySet<string>,
  report: EvalContext['report'],
): void {
  const collection = module.split('.').slice(0, 2).join('.');
  if (collection !== BUILTIN) {
    if (!declared.has(collection)) report('VK0909', at, { module, collection });
  } else if (!builtinModules.has(module.slice(BUILTIN.length + 1))) {
    const known = [...builtinModules].map((name) => `${BUILTIN}.${name}`);
    report('VK0911', at, { module }, didYouMean(module, known));
  }
}

/** Whether what runs on the deployed machine needs collections too. */
export function startNeedsCollections(starts: readonly Run[], kinds: Kinds): boolean {
  return starts.some(
    ({ resources, collections }) =>
      collections.length > 0 ||
      resources.some((resource) => {
        const module = moduleOf(resource, kinds);
        return module !== null && !module.value.startsWith(`${BUILTIN}.`);
      }),
  );
}

/** The Ansible module that a resource names, if one does. */
function moduleOf(resource: Resource, kinds: Kinds): StringValue | null {
  return kinds.get(resource.kind)?.module?.(attributesIn(resource)) ?? null;
}

/**
 * What an image needs of Ansible Galaxy, each name once; two versions of one are reported. `known` are the collections of the modules
 * that kinds of the library take.
 */
export function requirementsOf(
  targets: readonly Target[],
  known: ReadonlyMap<string, string>,
  { report }: EvalContext,
): Image['requirements'] {
  const runs = targets.flatMap(({ provision, start }) => [...provision, ...start]);
  const roles = runs.flatMap(({ foreign, origin }): Requirement[] =>
    foreign?.version == null
      ? []
      : [{ name: foreign.role, version: foreign.version, ...(foreign.git && { git: foreign.git }), origin }],
  );
  const once = (all: readonly Requirement[]): Requirement[] => {
    const found = new Map<string, Requirement>();
    for (const each of all) {
      const first = found.get(each.name);
      if (first === undefined) found.set(each.name, each);
      else if (first.version !== each.version || first.git !== each.git) {
        const { name, version, origin } = each;
        const related = [{ span: first.origin, message: 'the other version' }];
        report('VK0910', origin, { name, version, other: first.version }, { related });
      }
    }
    return [...found.values()].sort((a, b) => compare(a.name, b.name));
  };
  const collections = runs.flatMap((run) => run.collections);
  const declared = new Set(collections.map(({ name }) => name));
  for (const { module, origin } of runs.flatMap(({ tasks, handlers }) => [...tasks, ...handlers])) {
    const name = module.split('.').slice(0, 2).join('.');
    const version = known.get(name);
    if (version !== undefined && !declared.has(name)) collections.push({ name, version, origin });
  }
  return { roles: once(roles), collections: once(collections) };
}
