import type { PlacedElement } from './role-tasks.ts';
import type { ExpectationKind } from '../sdk/expectation-kind.ts';
import type { Span } from '../../grammar/span.ts';
import { laidOver, readExpectations } from './expectations.ts';
import type { Expected } from './expectations.ts';
import type { BootCheck, BootCheckGroup, Os } from '../model/ir.ts';
import type { EvalContext } from '../evaluate/context.ts';

/** What one role, or the image, expects on one target, before it is known what others expect. */
export interface ExpectationGroup extends Pick<BootCheckGroup, 'from' | 'role' | 'origin'> {
  readonly expected: readonly Expected[];
}

interface Target {
  readonly packageManager: Os['package_manager'];
  readonly expectations: ReadonlyMap<string, ExpectationKind>;
}

/** What `expect` blocks come to; null when nothing is expected. */
export function expectationGroup(
  {
    elements,
    ...group
  }: Omit<ExpectationGroup, 'expected'> & { readonly elements: readonly PlacedElement[] },
  phase: 'provision' | 'start',
  { packageManager, expectations }: Target,
  context: EvalContext,
): ExpectationGroup | null {
  if (elements.length === 0) return null;
  const expected = readExpectations(elements, expectations, { packageManager }, phase, context);
  return expected.length === 0 ? null : { ...group, expected };
}

/** What the image itself expects, and its variant. `role` is the name of the run of its own resources. */
export function imageGroups(
  expects: Readonly<Record<'image' | 'variant', readonly PlacedElement[]>>,
  role: string,
  target: Target,
  context: EvalContext,
): ExpectationGroup[] {
  return (['image', 'variant'] as const).flatMap((from) => {
    const elements = expects[from];
    const origin: Span | undefined = elements[0]?.element.kind.span;
    if (origin === undefined) return [];
    return expectationGroup({ from, role, origin, elements }, 'provision', target, context) ?? [];
  });
}

/** The groups as they are checked, in order. Checks that are the same are one; ids are made unique. */
export function bootCheckGroups(groups: readonly ExpectationGroup[]): BootCheckGroup[] {
  const seen = new Map<string, BootCheck>();
  // The image's own words hold where a role says otherwise.
  return laidOver(groups, ({ from }) => from !== 'role').flatMap(({ from, role, origin, expected }) => {
    const checks = expected.flatMap(({ bootChecks }) =>
      bootChecks.flatMap((each) => unique(each, seen) ?? []),
    );
    const expectations = expected.map(({ resource }) => resource);
    return checks.length === 0 ? [] : [{ from, role, expectations, checks, origin }];
  });
}

/** The check under an id of its own; null when the very same is there already. */
function unique(check: BootCheck, seen: Map<string, BootCheck>): BootCheck | null {
  for (let i = 1; ; i++) {
    const id = i === 1 ? check.id : `${check.id}-${i}`;
    const other = seen.get(id);
    if (other !== undefined && !alike(other, check)) continue;
    if (other !== undefined) return null;
    seen.set(id, check);
    return i === 1 ? check : { ...check, id };
  }
}

function alike(a: BootCheck, b: BootCheck): boolean {
  const all = ({ look, that, found, vars, conditions }: BootCheck) =>
    JSON.stringify([look, that, found, [...vars], conditions.map(({ value }) => value)]);
  return all(a) === all(b);
}
