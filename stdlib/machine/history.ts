import type { Effects, Need, Thing } from '../../compiler/sdk/effects.ts';
import type { Brought } from '../../compiler/sdk/contents.ts';
import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import type { Os, Resource } from '../../compiler/model/ir.ts';
import { attributesIn } from '../../compiler/sdk/attributes.ts';
import { inEachRun, once } from '../../compiler/sdk/once.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { resources } from '../resources.generated.ts';
import { sources } from '../sources.generated.ts';
import { distance } from '../../compiler/model/suggest.ts';
import { own } from '../../compiler/model/own.ts';
import { UNITS } from './base-data.ts';
import { unitsOf } from './package-data.ts';
import { unit } from '../shared/effects.ts';
import { surelyBrings } from './bringing.ts';
import { MachineState } from './state.ts';

/** Something that a resource needs and that is not on the machine when it runs. */
export interface Missing {
  readonly at: PlacedResource;
  readonly need: Need;
  /** The folder that is missing, where it is one above the one that is needed. */
  readonly name: string;
  /** A resource that brings it, too late. */
  readonly later: PlacedResource | null;
}

/** A resource with its effects. */
export interface Step {
  readonly at: PlacedResource;
  readonly effects: Effects;
}

const kinds = new Map(resources.map((kind) => [kind.name, kind]));
const known = new WeakMap<Resource, Effects>();

/** A kind as it is called for a resource of which only the name of the kind is known. */
interface UntypedKind {
  effects?(use: unknown, context: unknown): Effects;
  contents?(use: unknown, context: unknown): Brought;
}

/** Of a kind that does not say what it makes, the files that it brings. */
const filesOf = (brought: Brought | undefined): Thing[] =>
  (brought?.files ?? []).map(({ path }) => ({ what: 'file', name: path }));

/** The resources of a target in the order in which they run, with what each needs and makes. */
export const stepsOf = inEachRun(({ resources }, { target: { os } }): readonly Step[] =>
  resources().map((at) => {
    const effects = effectsOf(at, { os, phase: at.phase });
    const restarts = restartsOf(at);
    return {
      at,
      effects:
        restarts.length === 0 ? effects : { ...effects, needs: [...(effects.needs ?? []), ...restarts] },
    };
  }),
);

function effectsOf(
  { resource }: PlacedResource,
  context: Parameters<NonNullable<(typeof resources)[number]['effects']>>[1],
): Effects {
  let effects = known.get(resource);
  if (effects === undefined) {
    const use = { label: resource.label, attributes: attributesIn(resource) };
    const kind = kinds.get(resource.kind) as UntypedKind | undefined;
    effects = kind?.effects?.(use, context) ?? { makes: filesOf(kind?.contents?.(use, context)) };
    known.set(resource, effects);
  }
  return effects;
}

/** The services that a resource has restarted when it changed something: at the end, when all is there. */
function restartsOf({ run, resource: { kind, origin } }: PlacedResource): Need[] {
  return run.handlers.flatMap(({ module, args, origin: from, kind: by }): Need[] => {
    const name = args.entries.get('name');
    if (from.start !== origin.start || from.file !== origin.file || by !== kind) return [];
    if (module !== 'ansible.builtin.systemd' || name?.type !== 'string') return [];
    return [{ ...unit(name.value), span: name.origin, atEnd: true }];
  });
}

const ofLibrary = ({ resource }: PlacedResource): boolean => isLibraryFile(resource.origin.file);

/** Everything that the author's resources need and do not find, in order. */
export const missingOf = once((context): readonly Missing[] => [...findMissing(context)]);

/** Whether the vendor's image at the bottom is known: nobody knows what a base image of the author's has. */
export const isBaseKnown = ({ target, image }: RuleContext): boolean =>
  isOfLibrary(target.os) && image.sources === 'own';

/** Whether the base image is one of those that the library names, whoever declares the system. */
function isOfLibrary({ name, distro, image }: Os): boolean {
  // What Astra's images have nobody has looked up.
  if (distro === 'astra') return false;
  return own(sources, `stdlib/systems/${name}.vkimage`)?.includes(`"${image.url}"`) ?? false;
}

function* findMissing(context: RuleContext): Generator<Missing> {
  const { withBase, image } = context;
  const { target } = withBase;
  const all = stepsOf(withBase);
  const state = new MachineState(target.os, isBaseKnown(context));
  const foreign = new Set(
    [...target.provision, ...target.start].filter((run) => run.foreign !== null).map(({ name }) => name),
  );
  const order = [...target.provision, ...target.start];
  const last = image.implicit_roles.last;
  let run = -1;
  const pending: { readonly at: PlacedResource; readonly need: Need }[] = [];
  for (const [i, { at, effects }] of all.entries()) {
    // Roles from outside have no resources, so they are met between those of others.
    for (const next = order.indexOf(at.run); run < next;) {
      run++;
      if (foreign.has(order[run]!.name)) state.apply({ anything: true }, false);
    }
    if (!ofLibrary(at)) {
      for (const need of effects.needs ?? []) {
        if (need.atEnd) pending.push({ at, need });
        else if (state.presence(need) === 'missing') yield fault(at, need, state, all.slice(i));
      }
    }
    // What cleanup takes is the matter of a rule of its own, and start goes by what was there.
    const { takes: _, ...rest } = effects;
    state.apply(at.run.name === last ? rest : effects, ofLibrary(at));
  }
  for (const { at, need } of pending) {
    if (state.presence(need) === 'missing') yield fault(at, need, state, []);
  }
}

function fault(at: PlacedResource, need: Need, state: MachineState, rest: readonly Step[]): Missing {
  const part = ['folder', 'file', 'path'].includes(need.what) ? state.missingPart(folderIn(need)) : null;
  const name = need.what === 'folder' ? (part?.folder ?? need.name) : need.name;
  const own = part?.part ?? need.name.replace(/\.\w+$/, '');
  const later = rest.find(
    (step) =>
      step.at !== at &&
      brings(step.effects, { what: need.what, name: need.what === 'folder' ? need.name : name }, own),
  );
  return { at, need, name, later: later?.at ?? null };
}

const folderIn = ({ what, name }: Need) => (what === 'folder' ? name : name.replace(/\/[^/]*$/, '') || '/');

/** Whether a resource certainly brings a thing. */
function brings({ makes = [] }: Effects, thing: Thing, own: string): boolean {
  return makes.some(
    ({ what, name }) =>
      ((what === thing.what || (thing.what === 'path' && (what === 'file' || what === 'folder'))) &&
        (name === thing.name || (what === 'folder' && name.startsWith(`${thing.name}/`)))) ||
      (what === 'package' && surelyBrings(name, own)),
  );
}

/** A unit that is called nearly as one that a package brings. */
export interface Mistyped {
  readonly at: PlacedResource;
  readonly unit: string;
  readonly near: string;
  readonly from: PlacedResource;
}

/** Services whose unit is called nearly as one of a package before, and is none of another. */
export function* mistypedUnits(context: RuleContext): Generator<Mistyped> {
  const units = new Map<string, PlacedResource>();
  const made = new Set<string>();
  const already = new Set(missingOf(context).map(({ at }) => at.resource));
  for (const { at, effects } of stepsOf(context)) {
    for (const { what, name } of effects.needs ?? []) {
      const unit = name.replace(/\.service$/, '');
      if (what !== 'unit' || ofLibrary(at) || already.has(at.resource) || units.has(unit) || made.has(name))
        continue;
      if (unit.length < 5 || UNITS.has(unit.replace(/[.@].*$/, ''))) continue;
      const plain = unit.replace(/[\d.]+/g, '');
      for (const [near, from] of units) {
        if (plain !== near && distance(plain, near, 2) < 2) yield { at, unit, near, from };
      }
    }
    for (const { what, name } of effects.makes ?? []) {
      if (what === 'unit') made.add(name);
      if (what === 'package') for (const unit of unitsOf(name)) units.set(unit, at);
    }
  }
}
