import { expectationSchema } from '../sdk/expectation-kind.ts';
import type { ExpectationContext, ExpectationKind } from '../sdk/expectation-kind.ts';
import { closeBootCheck } from '../sdk/boot-check.ts';
import type { BootCheck, Resource } from '../model/ir.ts';
import { reportRepeats } from './duplicates.ts';
import { headOf, readElement } from './resources.ts';
import type { PlacedElement } from './role-tasks.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { expand } from '../evaluate/expand.ts';

/** One expectation with its boot checks. */
export interface Expected {
  readonly resource: Resource;
  readonly kind: ExpectationKind;
  readonly bootChecks: readonly BootCheck[];
}

/** What the `expect` blocks of one role, or of an image, say on one target. */
export function readExpectations(
  blocks: readonly PlacedElement[],
  kinds: ReadonlyMap<string, ExpectationKind>,
  expectationContext: ExpectationContext,
  phase: 'provision' | 'start',
  context: EvalContext,
): Expected[] {
  const found: Expected[] = [];
  for (const { element: block, scope, conditions: outer = [] } of blocks) {
    if (block.body === null) continue;
    expand(block.body, scope.child(), context, {
      ...(phase === 'start' && { deployment: true }),
      element(element, inner, _, conditions) {
        const kind = kinds.get(element.kind.text);
        if (kind === undefined) return;
        const placed = { element, scope: inner, conditions: [...outer, ...conditions] };
        found.push(...expected(placed, kind, expectationContext, context));
      },
    });
  }
  reportRepeats(found, context);
  return found;
}

function expected(
  { element, scope, conditions: when = [] }: PlacedElement,
  kind: ExpectationKind,
  expectationContext: ExpectationContext,
  context: EvalContext,
): Expected[] {
  const read = readElement(element, kind, expectationSchema, scope, context);
  if (read === null) return [];
  const { labels, own, attributes, values } = read;
  const given = values.get('title');
  const origin = headOf(element);
  return labels.map((label): Expected => {
    const id = `${kind.name}-${slug(label.value)}`;
    const bootChecks = kind.bootChecks({ label, attributes }, expectationContext).map((bootCheck, i) => {
      const title = i === 0 && given?.type === 'string' ? given.value : bootCheck.title;
      return closeBootCheck({ ...bootCheck, title }, { id, kind: kind.name, origin, when });
    });
    const resource: Resource = {
      kind: kind.name,
      heading: null,
      label: label.value,
      attributes: new Map(own),
      conditions: when.map(({ value }) => value),
      head: element.label?.node === 'labels' ? label.origin! : origin,
      allows: [],
      origin,
    };
    return { resource, kind, bootChecks };
  });
}

/** A label as part of an id: small letters, digits and dashes. */
function slug(label: string): string {
  if (label === '/') return 'root';
  const text = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return text.slice(0, 40).replace(/-$/, '') || 'other';
}

/**
 * What a target is held to, group by group. Of two expectations about one thing the later group's holds: a variant's
 * before its image's, and the image's before those of its roles.
 */
export function laidOver<G extends { readonly expected: readonly Expected[] }>(
  groups: readonly G[],
  overrides: (group: G) => boolean,
): G[] {
  const taken = new Set<string>();
  const kept: G[] = [];
  for (const group of groups.toReversed()) {
    const expected = group.expected.filter(({ resource, kind }) => kind.repeats || !taken.has(key(resource)));
    kept.unshift({ ...group, expected });
    if (overrides(group)) for (const { resource } of group.expected) taken.add(key(resource));
  }
  return kept;
}

const key = ({ kind, label }: Resource) => `${kind}\0${label}`;
