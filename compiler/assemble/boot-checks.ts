import type { RoleInput, PlacedElement } from './role-tasks.ts';
import type { ExpectationKind } from '../sdk/expectation-kind.ts';
import type { BlockDeclaration } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { laidOver, readExpectations } from './expectations.ts';
import type { Expected } from './expectations.ts';
import type { Os, RoleRun, Task } from '../model/ir.ts';
import type { LoweredTask } from '../sdk/resource-kind.ts';
import { closeTask } from './role-tasks.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { map, same, string } from '../model/value.ts';

/** What one role, or the image, expects on one target. */
export interface VerifyGroup {
  readonly name: string;
  readonly title: string;
  readonly doc: string | null;
  readonly origin: Span;
  readonly expected: readonly Expected[];
  /** The image's own words, which hold where a role says otherwise. */
  readonly own: boolean;
}

interface Target {
  readonly packageManager: Os['package_manager'];
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
}

/** What `expect` blocks come to; null when nothing is expected. */
export function verifyGroup(
  { elements, ...group }: Omit<RoleInput, 'allows'>,
  phase: 'provision' | 'start',
  { packageManager, expectations }: Target,
  context: EvalContext,
): VerifyGroup | null {
  if (elements.length === 0) return null;
  const expected = readExpectations(elements, expectations, { packageManager }, phase, context);
  return expected.length === 0 ? null : { ...group, expected, own: false };
}

/** What the image itself expects, and its variant. No role can have the names of these groups. */
export function imageGroups(
  expects: Readonly<Record<'image' | 'variant', readonly PlacedElement[]>>,
  image: BlockDeclaration,
  target: Target,
  context: EvalContext,
): VerifyGroup[] {
  return (['image', 'variant'] as const).flatMap((part) => {
    const elements = expects[part];
    const origin = elements[0]?.element.kind.span ?? image.name.span;
    const input = { name: `${part}_`, title: image.name.text, doc: null, origin, elements };
    const group = verifyGroup(input, 'provision', target, context);
    return group === null ? [] : [{ ...group, own: true }];
  });
}

/** The groups as they are run, in order. Points that are the same are one; ids are made unique. */
export function verifyRuns(groups: readonly VerifyGroup[]): RoleRun[] {
  const seen = new Map<string, LoweredTask>();
  return laidOver(groups, ({ own }) => own).flatMap(({ name, title, doc, origin, expected }) => {
    const tasks = expected.flatMap(({ bootChecks }) =>
      bootChecks.flatMap((bootCheck) => unique(bootCheck, seen) ?? []),
    );
    if (tasks.length === 0) return [];
    const resources = expected.map(({ resource }) => resource);
    return [pointsRun({ name, title, doc, origin, resources, tasks })];
  });
}

/** A run of points: nothing but tasks, which notify no handler and bring no files. */
export function pointsRun(
  run: Pick<RoleRun, 'name' | 'title' | 'doc' | 'origin' | 'resources' | 'tasks'>,
): RoleRun {
  return { ...run, handlers: [], assets: [], allows: [], foreign: null, collections: [] };
}

/** The point under an id of its own; null when the very same is there already. */
function unique(bootCheck: LoweredTask, seen: Map<string, LoweredTask>): Task | null {
  const id = pointId(bootCheck);
  for (let i = 1; ; i++) {
    const name = i === 1 ? id : `${id}-${i}`;
    const other = seen.get(name);
    if (other !== undefined && !alike(other, bootCheck)) continue;
    if (other !== undefined) return null;
    seen.set(name, bootCheck);
    const tags = string(name, bootCheck.origin);
    return closeTask(i === 1 ? bootCheck : { ...bootCheck, keywords: { ...bootCheck.keywords, tags } });
  }
}

/** The id of a point: its tag. */
function pointId({ keywords }: Pick<LoweredTask, 'keywords'>): string {
  const tags = keywords?.tags;
  return tags?.type === 'string' ? tags.value : '';
}

function alike(a: LoweredTask, b: LoweredTask): boolean {
  const all = ({ args, keywords }: LoweredTask) => map({ ...args, ...keywords, tags: undefined }, null);
  return same(all(a), all(b));
}
