import type { Compile, CompileResult } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { ReadYaml } from '../../compiler/sdk/host.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { collectionOf } from '../expand/modules.ts';
import { withoutLastFlush } from '../expand/flush.ts';
import { MARK } from '../lift/lift-role.ts';
import { placeText } from '../model/place.ts';
import type { System } from '../model/system.ts';
import { canonical } from '../proof/canonical.ts';
import { compare } from '../proof/compare.ts';
import { Tree, folderOf } from '../read/tree.ts';
import type { Assets } from './assets.ts';
import { imageText, roleText } from './generate.ts';
import type { Collection } from './generate.ts';
import { metadataOf } from './images-yaml.ts';
import type { ImagePlan } from './plan.ts';
import type { Finding, ImageReport, TargetReport } from './report.ts';
import { expandCompiled } from './compiled.ts';
import { propertiesOf } from './openstack.ts';
import { libraryName, sameAsLibrary } from './library-roles.ts';
import { makeRoles } from './roles.ts';
import type { RoleNames, RoleResult, RolesInput } from './roles.ts';

export interface Workshop {
  readonly tree: Tree;
  readonly compile: Compile;
  readonly readYaml: ReadYaml;
  readonly names: RoleNames;
  readonly versions: ReadonlyMap<string, string>;
  readonly assets: Assets;
  readonly inFiles: boolean;
}

export interface Attempt {
  readonly plan: ImagePlan;
  readonly text: string;
  readonly roles: readonly string[];
  readonly report: ImageReport;
  /** Names that its roles have. */
  readonly names: RoleNames;
  readonly compiles: boolean;
}

const MOST_ATTEMPTS = 8;

/**
 * Writes an image, compiles it, and compares what both do. What differs is written again one grade lower: a resource as a task,
 * a task in a role that is carried whole.
 */
export function settle(given: ImagePlan, shop: Workshop): Attempt {
  const forced = new Set<string>();
  const carried = new Set<string>();
  const dropped = new Set<string>();
  const same = sameAsLibrary(given, shop.tree, shop.compile);
  const plan = withoutLastFlushes(given, same);
  let metadata = new Map<string, ReadonlyMap<string, string>>();
  let best: Attempt | null = null;
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const { made, text, roles, source, files, names } = write(
      plan,
      shop,
      { forced, carried, dropped, same },
      metadata,
    );
    const result = compileText(source, files, shop);
    const errors = result.diagnostics.filter(
      ({ severity, span }) => severity === 'error' && span.file === MAIN,
    );
    const report: ImageReport = { name: plan.name, roles: made, targets: [], findings: [] };
    const attempt: Attempt = { plan, text, roles, report, names, compiles: result.images.length > 0 };
    best ??= attempt;
    if (result.images.length === 0) {
      const places = errors.map(({ span }) => placeAbove(source, span.start));
      if (!lower(places, plan, forced, carried) && !drop(places, dropped)) break;
      continue;
    }
    const [image] = result.images;
    const more = missingMetadata(plan, result, shop.tree);
    if (more.size > 0 && metadata.size === 0) {
      metadata = more;
      continue;
    }
    const rendered = Object.fromEntries(
      renderImage(image!, packerAnsible, result).map(({ path, content }) => [path, content]),
    );
    const compiled = new Tree(memoryHost(rendered));
    const targets: TargetReport[] = plan.targets.map(({ target }, n) => {
      const own =
        image!.targets.find(
          ({ os, variant }) => os.name === target.system.name && variant === target.variant,
        ) ?? image!.targets[n]!;
      const wanted = canonical(
        target.expansion.steps.filter(({ part: { role } }) => !same.has(libraryName(role) ?? '')),
        shop.tree,
        target.system,
      );
      return {
        name: own.name,
        tasks: wanted.length,
        differences: compare(
          wanted,
          canonical(
            ownSteps(compiled, own.name, target.system, [text, ...roles].join('\n'), same),
            compiled,
            target.system,
          ),
        ),
      };
    });
    const differing = targets.flatMap(({ differences }) => differences);
    // The first of those that come nearest has most in the language.
    if (!best.compiles || best.report.targets.length === 0 || differing.length < count(best))
      best = { ...attempt, report: { ...report, targets } };
    if (differing.length === 0) break;
    const ofTree = differing.filter(({ side }) => side === 'tree').map(({ what }) => placeText(what.place));
    const ofRoles = differing.flatMap(({ side, what }) =>
      side === 'import' ? (/provision_roles\/([^/]+)\//.exec(what.place.file)?.[1] ?? []) : [],
    );
    const roleSteps =
      ofTree.length > 0
        ? []
        : plan.targets[0]!.target.expansion.steps.filter(({ part }) =>
            made.some(({ name, from }) => name !== null && ofRoles.includes(name) && from === part.role),
          ).map(({ place }) => placeText(place));
    if (!lower([...ofTree, ...roleSteps], plan, forced, carried)) break;
  }
  shop.names.adopt(best!.names);
  return { ...best!, report: { ...withDoubts(best!.report, plan), findings: findingsOf(best!, shop) } };
}

/** What cannot be told is no proof, though nothing in the lists differs. */
const withDoubts = (report: ImageReport, plan: ImagePlan): ImageReport => ({
  ...report,
  targets: report.targets.map((each, i) => ({
    ...each,
    differences: [
      ...each.differences,
      ...plan.targets[i]!.target.expansion.doubts.map(({ place, message }) => ({
        side: 'tree' as const,
        what: { place, text: message },
      })),
    ],
  })),
});

/** Handlers run in the end anyway, and the compiler has them run before the roles that end every image. */
const withoutLastFlushes = (plan: ImagePlan, same: ReadonlySet<string>): ImagePlan => ({
  ...plan,
  targets: plan.targets.map((each) => {
    const { expansion } = each.target;
    const steps = withoutLastFlush(expansion.steps, ({ part: { role } }) =>
      same.has(libraryName(role) ?? ''),
    );
    return { ...each, target: { ...each.target, expansion: { ...expansion, steps } } };
  }),
});

/** An import is a review: what the rules say of the result, they say of the tree. */
function findingsOf({ text, roles }: Attempt, shop: Workshop): Finding[] {
  const source = [text, ...roles].join('\n\n');
  const host = memoryHost({ ...Object.fromEntries(shop.assets.files), [MAIN]: source });
  const { diagnostics } = shop.compile({ host, entries: [MAIN], yaml: shop.readYaml });
  return diagnostics.flatMap(({ code, severity, message, span }) =>
    severity === 'error' || severity === 'warning'
      ? [{ code, severity, message, place: span.file === MAIN ? placeAbove(source, span.start) : null }]
      : [],
  );
}

const count = ({ report }: Attempt) =>
  report.targets.reduce((sum, { differences }) => sum + differences.length, 0);

/** Leaves out what does not compile in any grade. False if nothing is left to do. */
function drop(places: readonly (string | null)[], dropped: Set<string>): boolean {
  const before = dropped.size;
  for (const place of places) if (place !== null) dropped.add(place);
  return dropped.size > before;
}

/** Puts tasks one grade lower. False if nothing is left to do. */
function lower(
  places: readonly (string | null)[],
  plan: ImagePlan,
  forced: Set<string>,
  carried: Set<string>,
): boolean {
  let changed = false;
  for (const place of new Set(places)) {
    if (place === null) continue;
    if (!forced.has(place)) {
      forced.add(place);
      changed = true;
      continue;
    }
    for (const { target } of plan.targets)
      for (const step of target.expansion.steps) {
        const { part } = step;
        if (placeText(step.place) !== place || part.folder === null || carried.has(part.folder)) continue;
        carried.add(part.folder);
        changed = true;
      }
  }
  return changed;
}

const MAIN = 'import.vkimage';

function write(
  plan: ImagePlan,
  { tree, names, versions, assets, inFiles }: Workshop,
  grades: Pick<RolesInput, 'forced' | 'carried' | 'dropped' | 'same'>,
  metadata: ReadonlyMap<string, ReadonlyMap<string, string>>,
) {
  const targets = plan.targets.map(({ target }) => target);
  const taken = names.fork();
  const made: RoleResult[] = makeRoles({
    image: plan.name,
    tree,
    targets,
    assets,
    ...grades,
    names: taken,
    versions,
    inFiles,
  });
  const body = made.flatMap(({ items, use }) => [...items.map(({ text }) => text), ...use]).join('\n');
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
  });
  const roles = [
    ...new Set(
      made.flatMap((role) => (role.name === null || role.grade === 'library' ? [] : [roleText(role)])),
    ),
  ];
  if (facts !== null) roles.unshift(factsRole(facts));
  return { made, text, roles, source: [text, ...roles].join('\n\n'), files: assets.files, names: taken };
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
    version: versions.get(name) ?? VERSIONS[name] ?? '1.0.0',
    isPinned: versions.has(name),
  }));
}

function compileText(
  source: string,
  files: ReadonlyMap<string, Uint8Array>,
  { compile, readYaml }: Workshop,
): CompileResult {
  const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
  const host = memoryHost({ ...Object.fromEntries(files), [MAIN]: source });
  return compile({ host, entries: [MAIN], rules, yaml: readYaml });
}

/** The place in the tree that an offset of the marked source comes from. */
function placeAbove(source: string, at: number): string | null {
  const found = [...source.slice(0, at).matchAll(new RegExp(`^${MARK}(.*)$`, 'gm'))].at(-1);
  return found?.[1] ?? null;
}

/** What the compiled tree does, but for what runs in every image and was not in the tree, and what is the library's in both. */
function ownSteps(compiled: Tree, target: string, system: System, text: string, same: ReadonlySet<string>) {
  const { first, last, start } = library.implicitRoles;
  const implied = [first, last, start].filter((name) => !new RegExp(`^role ${name} \\{`, 'm').test(text));
  return expandCompiled(compiled, target, system).steps.filter(
    ({ part: { role }, tasks }) =>
      // The compiler has the handlers run before the last role.
      !(
        role === null &&
        tasks.length > 0 &&
        tasks.every(({ module }) => module === 'ansible.builtin.meta')
      ) &&
      !implied.includes(role ?? '') &&
      role !== 'variables' &&
      !same.has(libraryName(role) ?? ''),
  );
}

/** Metadata of the tree that the image would not have by itself. */
function missingMetadata(
  plan: ImagePlan,
  { images }: CompileResult,
  tree: Tree,
): Map<string, ReadonlyMap<string, string>> {
  const out = new Map<string, ReadonlyMap<string, string>>();
  for (const { system, variant, source } of plan.targets) {
    const name = source?.as ?? plan.name;
    const entry = metadataOf(tree, folderOf(plan.place.file), name);
    const properties = variant === null && source?.type === 'openstack' ? propertiesOf(source.settings) : {};
    const made = images[0]!.targets.find(
      ({ os, variant: own }) => os.name === system.name && own === variant,
    );
    if (made === undefined) continue;
    const differing = Object.entries({ ...properties, ...entry?.metadata }).filter(
      ([key, value]) => made.metadata.get(key)?.value !== value,
    );
    if (differing.length > 0) out.set(name, new Map(differing));
  }
  return out;
}
