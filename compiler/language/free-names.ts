import type { Expr, Member, Use } from '../../grammar/syntax.ts';

type Ref = Expr & { node: 'ref' };

/** The bare names that are used as values in a piece of syntax. */
export function references(node: unknown): Ref[] {
  const found: Ref[] = [];
  collect(node, found);
  return found;
}

function collect(node: unknown, found: Ref[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) collect(each, found);
    return;
  }
  if ((node as Expr).node === 'ref') {
    found.push(node as Ref);
    return;
  }
  for (const key in node) if (key !== 'span') collect((node as Record<string, unknown>)[key], found);
}

/** Every `use` in a body, whatever it stands in. */
export function usesIn(members: readonly Member[]): Use[] {
  return members.flatMap((member): Use[] => {
    switch (member.node) {
      case 'use':
        return [member];
      case 'for':
        return usesIn(member.body.members);
      case 'when':
        return [
          ...usesIn(member.then.members),
          ...usesIn(
            member.else === null ? [] : member.else.node === 'block' ? member.else.members : [member.else],
          ),
        ];
      case 'match':
        return [
          ...member.arms.flatMap((arm) => usesIn(arm.body.members)),
          ...usesIn(member.else?.members ?? []),
        ];
      default:
        return [];
    }
  });
}
