import type { Attribute, Block, Element, Member, Use } from '../grammar/syntax.ts';
import { choose, decided, evaluate } from './evaluate.ts';
import type { Surroundings } from './surroundings.ts';
import type { Scope } from './scope.ts';

/** What `walk` comes across. Members that a visitor has no method for are left alone. */
export interface Visitor {
  /** `nested` when it stands in a `when`, `match` or `for`. */
  attribute?(attribute: Attribute, scope: Scope, nested: boolean): void;
  element?(element: Element, scope: Scope, nested: boolean): void;
  use?(use: Use, scope: Scope): void;
}

/** Goes through the members that hold on this target, with lets, conditions, matches and loops decided. */
export function walk(block: Block, scope: Scope, around: Surroundings, visitor: Visitor): void {
  members(block.members, scope, around, visitor, false);
}

function members(
  all: readonly Member[],
  scope: Scope,
  around: Surroundings,
  visitor: Visitor,
  nested: boolean,
): void {
  for (const member of all) {
    switch (member.node) {
      case 'attribute':
        visitor.attribute?.(member, scope, nested);
        break;
      case 'element':
        visitor.element?.(member, scope, nested);
        break;
      case 'use':
        visitor.use?.(member, scope);
        break;
      case 'let':
        scope.define(member.name.text, 'let', () => evaluate(member.value, scope, around));
        break;
      case 'when': {
        let branch: Block | typeof member | null = member;
        while (branch?.node === 'when') {
          const test = decided(evaluate(branch.test, scope, around), around);
          if (test.type !== 'bool') branch = null;
          else {
            around.chose(branch, scope, test.value, null);
            branch = test.value ? branch.then : branch.else;
          }
        }
        if (branch !== null) members(branch.members, scope.child(), around, visitor, true);
        break;
      }
      case 'match': {
        const chosen = choose(evaluate(member.subject, scope, around), member, scope, around);
        if (chosen === null) break;
        const body = chosen.node === 'arm' ? chosen.body : chosen;
        members(body.members, scope.child(), around, visitor, true);
        break;
      }
      case 'for': {
        const items = decided(evaluate(member.list, scope, around), around);
        if (items.type !== 'list') break;
        for (const item of items.items) {
          const inner = scope.child();
          inner.define(member.variable.text, 'loop variable', () => item);
          members(member.body.members, inner, around, visitor, true);
        }
        break;
      }
      // Params are given their values by whoever runs the role.
      case 'param':
        break;
    }
  }
}
