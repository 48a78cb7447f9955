import type { PlacedResource, RuleFinding } from '../../../compiler/sdk/rule.ts';

/** What a finding says of a resource that brings too late what an earlier one needs. */
export function laterThan(later: PlacedResource | null, help: string): Pick<RuleFinding, 'related' | 'help'> {
  if (later === null) return {};
  return { related: [{ span: later.resource.head, message: 'this brings it, but later' }], help };
}
