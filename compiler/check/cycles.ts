import type { BlockDeclaration, Expr, Let, Member, Use } from '../../grammar/syntax.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Module, Modules } from '../load/loader.ts';
import { references } from '../language/free-names.ts';

/** Reports a top-level let that needs itself, at the reference that closes the circle. */
export function circle(start: Let, module: Module, collector: DiagnosticCollector): void {
  const visited = new Set<string>([start.name.text]);
  const visit = (expr: Expr, first: (Expr & { node: 'ref' }) | null): boolean =>
    references(expr).some((ref) => {
      const origin = first ?? ref;
      if (ref.name === start.name.text) {
        collector.reporter()('VK0217', origin.span, { name: start.name.text });
        return true;
      }
      const next = module.values.get(ref.name);
      if (next?.node !== 'let' || visited.has(ref.name)) return false;
      visited.add(ref.name);
      return visit(next.value, origin);
    });
  // A circle of several lets is reported once, at the one that is declared first.
  const earlier = [...module.values.values()].slice(0, [...module.values.values()].indexOf(start));
  const reported = earlier.some(
    (each) => each.node === 'let' && reaches(each, start, module) && reaches(start, each, module),
  );
  if (!reported) visit(start.value, null);
}

function reaches(from: Let, to: Let, module: Module, visited = new Set<string>()): boolean {
  return references(from.value).some((ref) => {
    if (ref.name === to.name.text) return true;
    const next = module.values.get(ref.name);
    if (next?.node !== 'let' || visited.has(ref.name)) return false;
    visited.add(ref.name);
    return reaches(next, to, module, visited);
  });
}

/** Reports a role that uses itself, directly or through others, at its own `use`. */
export function roleCircle(
  start: BlockDeclaration,
  module: Module,
  modules: Modules,
  collector: DiagnosticCollector,
): void {
  const visited = new Set<BlockDeclaration>();
  const visit = (
    role: BlockDeclaration,
    home: Module,
    chain: readonly BlockDeclaration[],
    first: Use | null,
  ): boolean =>
    usesIn(role.body.members).some((use) => {
      const found = modules.find(home, 'role', use.role.text);
      if (found === null) return false;
      if (found.declaration === start) {
        // A circle of several roles is reported once, at the one that is declared first.
        const { file, start: place } = start.span;
        if (chain.some(({ span }) => span.file === file && span.start < place)) return true;
        const names = [...chain, start].map(({ name }) => name.text).join(' → ');
        collector.reporter()('VK0216', (first ?? use).role.span, { name: start.name.text, chain: names });
        return true;
      }
      if (visited.has(found.declaration)) return false;
      visited.add(found.declaration);
      return visit(found.declaration, found.module, [...chain, found.declaration], first ?? use);
    });
  visit(start, module, [start], null);
}

function usesIn(members: readonly Member[]): Use[] {
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
