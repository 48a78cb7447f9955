import { library } from '../../stdlib/index.ts';
import { arranged, partsOf, remarkPart } from '../lift/arrange.ts';
import type { Written } from '../lift/arrange.ts';
import { conditionText } from '../lift/deployment.ts';
import type { DeploymentParams } from '../lift/deployment.ts';
import type { Phase } from '../lift/lifter.ts';
import type { MergedStep } from '../lift/merge-steps.ts';
import type { Statement } from '../lift/statement.ts';
import { placeText } from '../model/place.ts';
import type { Note } from '../model/place.ts';
import type { ImportTarget } from '../model/target.ts';
import type { Tree } from '../read/tree.ts';
import { keyOf, liftPoint } from './lift-point.ts';
import type { Lifted } from './lift-point.ts';
import type { Point } from './point.ts';
import { pointSteps, withoutAskers } from './playbook-points.ts';
import type { Asker, NamedTarget, PointStep } from './playbook-points.ts';

export interface ExpectationsInput {
  readonly tree: Tree;
  /** The folder of the image in the tree. */
  readonly folder: string;
  readonly targets: readonly NamedTarget[];
  /** What is given at deployment; null if the start phase is not in the language. */
  readonly params: DeploymentParams | null;
  /** Points that the library's roles have themselves, by phase and target. */
  readonly ofLibrary: KnownPoints;
  /** Places that the language cannot write. */
  readonly dropped: ReadonlySet<string>;
  /** Whether the result has a role of its own that takes what a role of the tree expects. */
  hasRole(role: string): boolean;
}

export type KnownPoints = Readonly<Record<Phase, readonly ReadonlySet<string>[]>>;

/** What a tree expects of its machines, in the language, by who expects it. */
export interface Expectations {
  ofRole(role: string, phase: Phase): readonly Written[];
  readonly image: readonly Written[];
  ofVariant(name: string): readonly Written[];
  readonly notes: readonly Note[];
}

const PHASES = ['provision', 'start'] as const;

export function liftExpectations(input: ExpectationsInput): Expectations {
  const notes: Note[] = [];
  const found = new Map<string, readonly Written[]>();
  for (const phase of PHASES) {
    if (phase === 'start' && input.params === null) continue;
    const { steps, targets, odd } = pointSteps({ ...input, phase, given: new Set(input.params?.keys()) });
    notes.push(...odd);
    const groups = groupsOf(steps, targets, phase, input);
    for (const [key, group] of groups) {
      const [place] = group.steps;
      if (key !== NOWHERE) found.set(`${phase} ${key}`, writtenOf(group, notes));
      else if (place !== undefined)
        notes.push({
          place: place.step.step.place,
          message: 'it is left out: no role of the result has a start phase that expects it',
        });
    }
  }
  return {
    ofRole: (role, phase) => found.get(`${phase} role ${role}`) ?? [],
    image: found.get(`provision ${IMAGE}`) ?? [],
    ofVariant: (name) => found.get(`provision variant ${name}`) ?? [],
    notes,
  };
}

interface Group {
  readonly targets: readonly ImportTarget[];
  readonly steps: PointStep[];
  readonly made: Map<PointStep, Map<ImportTarget, readonly Statement[]>>;
  readonly left: Map<PointStep, string>;
}

const IMAGE = 'image';
const NOWHERE = 'nowhere';

/** The points of a phase by who has them in the result. */
function groupsOf(
  steps: readonly PointStep[],
  targets: readonly ImportTarget[],
  phase: Phase,
  input: ExpectationsInput,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const groupOf = (key: string, { variant }: ImportTarget): Group => {
    const on = key.startsWith('variant ') ? targets.filter((each) => each.variant === variant) : targets;
    const group = groups.get(key) ?? { targets: on, steps: [], made: new Map(), left: new Map() };
    groups.set(key, group);
    return group;
  };
  const owners = new Map<PointStep, Set<string>>();
  for (const [i, target] of targets.entries()) {
    const points = steps.flatMap((step) => {
      const point = step.on.get(target);
      return point === undefined
        ? []
        : [{ step, point, owner: ownerOf(step.asker, point, target, phase, input) }];
    });
    const known = new Set<string>();
    for (let at = 0; at < points.length; at++) {
      const { step, point, owner } = points[at]!;
      const isOfLibrary =
        input.ofLibrary[phase][i]?.has(keyOf(point)) === true && !owner?.startsWith('role ');
      if (owner !== null && !isOfLibrary) {
        const group = groupOf(owner, target);
        const own = owners.get(step) ?? new Set<string>();
        if (!own.has(owner)) group.steps.push(step);
        owners.set(step, own.add(owner));
        const next = points.slice(at).filter((each) => each.owner === owner);
        const lifted = lift(
          next.map((each) => each.point),
          known,
          target,
          input,
        );
        if (typeof lifted === 'string') group.left.set(step, lifted);
        else {
          const on = group.made.get(step) ?? new Map<ImportTarget, readonly Statement[]>();
          group.made.set(step, on.set(target, [lifted.statement]));
          for (const each of points.slice(at, at + lifted.points)) known.add(keyOf(each.point));
          at += lifted.points - 1;
        }
      }
      known.add(keyOf(point));
    }
  }
  for (const group of groups.values()) group.steps.sort((a, b) => steps.indexOf(a) - steps.indexOf(b));
  return groups;
}

/** The expectation that points begin with; or why the language has none, in words. */
function lift(
  points: readonly Point[],
  known: ReadonlySet<string>,
  { system }: ImportTarget,
  { dropped, params }: ExpectationsInput,
): Lifted | string {
  const [{ when, place }] = points as readonly [Point];
  if (dropped.has(placeText(place))) return 'the language cannot write what it holds';
  const under = when.map((each) => conditionText(each, params ?? new Map()));
  if (under.includes(null)) return 'its condition is about more than what is given at deployment';
  const lifted = liftPoint(points, known, system);
  if (lifted === null) return 'the language has no expectation that says this';
  return { ...lifted, statement: { ...lifted.statement, under: under as readonly string[] } };
}

/** Who has a point in the result; null if the rules ask for it, which they do of themselves. */
function ownerOf(
  asker: Asker | null,
  { id }: Point,
  { variant }: ImportTarget,
  phase: Phase,
  { hasRole }: ExpectationsInput,
): string | null {
  if ((asker === null || asker.from === 'rules') && isOfRule(id)) return null;
  if (asker?.from === 'role' && hasRole(asker.role!)) return `role ${asker.role!}`;
  if (phase === 'start') return NOWHERE;
  return asker?.from === 'variant' && variant !== null ? `variant ${variant}` : IMAGE;
}

const BOOT_RULES = library.rules.flatMap((rule) => ('verify' in rule ? [rule.id] : []));

const isOfRule = (id: string): boolean => BOOT_RULES.some((rule) => id === rule || id.startsWith(`${rule}-`));

function writtenOf({ steps, made, left, targets }: Group, notes: Note[]): readonly Written[] {
  const parts = steps.flatMap((each) => {
    const reason = left.get(each);
    const step: MergedStep = { ...each.step, step: withoutAskers(each.step.step) };
    if (reason === undefined) return partsOf(step, made.get(each) ?? new Map(), targets);
    const [point] = [...each.on.values()];
    const note = { place: point!.place, message: `\`${point!.title}\` is left out: ${reason}` };
    notes.push(note);
    return [remarkPart(note, targets)];
  });
  return arranged(parts, targets);
}
