import type { Image } from '../../compiler/model/ir.ts';
import type { CompileResult } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { withoutLastFlush } from '../expand/flush.ts';
import { MARK } from '../lift/arrange.ts';
import { placeText } from '../model/place.ts';
import type { Note } from '../model/place.ts';
import { Tree, folderOf } from '../read/tree.ts';
import { readStartPhase } from '../start/start-phase.ts';
import type { StartPhase } from '../start/start-phase.ts';
import { metadataOf } from './images-yaml.ts';
import { libraryName, sameAsLibrary } from './roles/library-roles.ts';
import { propertiesOf } from './openstack.ts';
import type { ImagePlan } from './plan.ts';
import { prove } from './prove.ts';
import type { Finding, ImageReport } from './report.ts';
import type { RoleNames } from './roles/role-names.ts';
import { textsBelow } from './workshop.ts';
import type { Workshop } from './workshop.ts';
import { writeImage } from './write-image.ts';

export interface Attempt {
  readonly plan: ImagePlan;
  readonly text: string;
  readonly roles: readonly string[];
  readonly report: ImageReport;
  /** Names that its roles have. */
  readonly names: RoleNames;
  readonly compiles: boolean;
  /** What the tree says besides its tasks, and the result does not. */
  readonly notes: readonly Note[];
}

/** The best attempt, and why the start phase is not the same in it. */
interface Outcome {
  readonly attempt: Attempt | null;
  readonly why: Note | null;
}

const MOST_ATTEMPTS = 8;

/** What an image comes to in the language. A start phase that is not surely the same there is carried as the files that it is. */
export function settle(plan: ImagePlan, shop: Workshop): Attempt {
  const builds = plan.targets.map(({ target: { system, expansion } }) => ({
    system,
    steps: expansion.steps,
  }));
  const read = readStartPhase(shop.tree, builds);
  const made = read === null || read.phase === null ? null : bestOf(plan, shop, read.phase);
  const why = made?.why ?? read?.why ?? null;
  const best = (made !== null && why === null ? made : bestOf(plan, shop, null)).attempt!;
  if (why !== null)
    shop.notes.push({
      ...why,
      message: `the start phase is carried as the files that it is: ${why.message}`,
    });
  shop.names.adopt(best.names);
  shop.notes.push(...best.notes);
  return { ...best, report: { ...withDoubts(best.report, plan), findings: findingsOf(best, shop) } };
}

/**
 * Writes an image, compiles it, and compares what both do. What differs is written again one grade lower: a resource as a task,
 * a task in a role that is carried whole.
 */
function bestOf(given: ImagePlan, shop: Workshop, phase: StartPhase | null): Outcome {
  const forced = new Set<string>();
  const carried = new Set<string>();
  const dropped = new Set<string>();
  const ofLibrary = sameAsLibrary(given, shop, phase);
  const { same } = ofLibrary;
  const plan = withoutLastFlushes(given, same);
  let metadata = new Map<string, ReadonlyMap<string, string>>();
  let best: Attempt | null = null;
  let why: Note | null = null;
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const written = writeImage(plan, shop, { forced, carried, dropped }, ofLibrary, phase, metadata);
    if ('why' in written) return { attempt: null, why: written.why };
    const { made, text, roles, source, names, notes } = written;
    const result = compileText(source, plan, shop);
    const errors = result.diagnostics.filter(
      ({ severity, span }) => severity === 'error' && span.file === MAIN,
    );
    const image = result.images.find((each) => each.name === plan.name);
    const report: ImageReport = { name: plan.name, roles: made, targets: [], findings: [] };
    const attempt: Attempt = { plan, text, roles, report, names, notes, compiles: image !== undefined };
    best ??= attempt;
    if (image === undefined) {
      const places = errors.map(({ span }) => placeAbove(source, span.start));
      if (!lower(places, plan, forced, carried) && !drop(places, dropped)) break;
      continue;
    }
    const more = missingMetadata(plan, image, shop.tree);
    if (more.size > 0 && metadata.size === 0) {
      metadata = more;
      continue;
    }
    const rendered = Object.fromEntries(
      renderImage(image, packerAnsible, result).map(({ path, content }) => [path, content]),
    );
    const { targets, start } = prove({
      plan,
      tree: shop.tree,
      phase,
      image,
      compiled: new Tree(memoryHost(rendered)),
      text: [text, ...roles].join('\n'),
      same,
    });
    const differing = targets.flatMap(({ differences }) => differences);
    // The first of those that come nearest has most in the language.
    if (!best.compiles || best.report.targets.length === 0 || differing.length < count(best)) {
      best = { ...attempt, report: { ...report, targets } };
      why = start;
    }
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
  // What never compiled was not compared.
  if (phase !== null && !best!.compiles)
    why ??= { place: plan.place, message: 'the result does not compile' };
  return { attempt: best, why };
}

/** What cannot be told is no proof, though nothing in the lists differs. */
const withDoubts = (report: ImageReport, plan: ImagePlan): ImageReport => ({
  ...report,
  targets: report.targets.map((each, i) => ({
    ...each,
    doubts: plan.targets[i]!.target.expansion.doubts,
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
function findingsOf({ plan, text, roles }: Attempt, shop: Workshop): Finding[] {
  const own = [text, ...roles].join('\n\n');
  const source = withBelow(own, plan, shop);
  const host = memoryHost({ ...Object.fromEntries(shop.assets.files), [MAIN]: source });
  const { diagnostics } = shop.compile({ host, entries: [MAIN], yaml: shop.readYaml });
  // What the rules find in the base is said of the base.
  return diagnostics.flatMap(({ code, severity, message, span }) =>
    (severity === 'error' || severity === 'warning') && (span.file !== MAIN || span.start < own.length)
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

/** Roles that both have stand there once. */
const withBelow = (own: string, plan: ImagePlan, shop: Workshop): string =>
  [own, ...new Set(textsBelow(plan, shop).filter((text) => !own.includes(text)))].join('\n\n');

function compileText(text: string, plan: ImagePlan, shop: Workshop): CompileResult {
  const { assets, compile, readYaml } = shop;
  const source = withBelow(text, plan, shop);
  const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
  const host = memoryHost({ ...Object.fromEntries(assets.files), [MAIN]: source });
  return compile({ host, entries: [MAIN], rules, yaml: readYaml });
}

/** The place in the tree that an offset of the marked source comes from. */
function placeAbove(source: string, at: number): string | null {
  const found = [...source.slice(0, at).matchAll(new RegExp(`^${MARK}(.*)$`, 'gm'))].at(-1);
  return found?.[1] ?? null;
}

/** Metadata of the tree that the image would not have by itself. */
function missingMetadata(
  plan: ImagePlan,
  image: Image,
  tree: Tree,
): Map<string, ReadonlyMap<string, string>> {
  const out = new Map<string, ReadonlyMap<string, string>>();
  for (const { system, variant, source } of plan.targets) {
    const name = source?.as ?? plan.name;
    const entry = metadataOf(tree, folderOf(plan.place.file), name);
    const properties = variant === null && source?.type === 'openstack' ? propertiesOf(source.settings) : {};
    const made = image.targets.find(({ os, variant: own }) => os.name === system.name && own === variant);
    if (made === undefined) continue;
    const differing = Object.entries({ ...properties, ...entry?.metadata }).filter(
      ([key, value]) => made.metadata.get(key)?.value !== value,
    );
    if (differing.length > 0) out.set(name, new Map(differing));
  }
  return out;
}
