import { goesByTarget } from './branches.ts';
import type { Attribute, Block, Element, Member, Use, When } from '../../grammar/syntax.ts';
import { choose, decided, evaluate } from './expressions.ts';
import { roundScope, roundsOver } from './rounds.ts';
import { nextRound } from './within-limits.ts';
import { deploymentCondition, dependsOnDeployment, negated } from './deployment-conditions.ts';
import type { Condition } from './deployment-conditions.ts';
import type { EvalContext } from './context.ts';
import type { Scope } from './scope.ts';
import { string } from '../model/value.ts';
import type { StringValue } from '../model/value.ts';

/** Conditions of Ansible's under which something stands; none where everything was decided when compiling. */
export type Conditions = readonly StringValue[];

/** What `walk` comes across. Members that a visitor has no method for are left alone. */
export interface Visitor {
  /** `nested` when it stands in a `when`, `match` or `for`. */
  attribute?(attribute: Attribute, scope: Scope, nested: boolean): void;
  element?(element: Element, scope: Scope, nested: boolean, conditions: Conditions): void;
  use?(use: Use, scope: Scope): void;
  /** Whether elements may stand under conditions that are decided at deployment. */
  readonly deployment?: true;
}

/** Goes through the members that hold on this target, with lets, conditions, matches and loops decided. */
export function expand(block: Block, scope: Scope, context: EvalContext, visitor: Visitor): void {
  members(block.members, scope, context, visitor, false, []);
}

function members(
  all: readonly Member[],
  scope: Scope,
  context: EvalContext,
  visitor: Visitor,
  nested: boolean,
  conditions: Conditions,
): void {
  for (const member of all) {
    switch (member.node) {
      case 'attribute':
        visitor.attribute?.(member, scope, nested);
        break;
      case 'element':
        visitor.element?.(member, scope, nested, conditions);
        break;
      case 'use':
        visitor.use?.(member, scope);
        break;
      case 'let':
        scope.define(member.name.text, 'let', () => evaluate(member.value, scope, context));
        break;
      case 'when':
        when(member, scope, context, visitor, conditions);
        break;
      case 'match': {
        const chosen = choose(evaluate(member.subject, scope, context), member, scope, context);
        if (chosen === null) break;
        const body = chosen.node === 'arm' ? chosen.body : chosen;
        members(body.members, scope.child(), context, visitor, true, conditions);
        break;
      }
      case 'for': {
        const items = decided(evaluate(member.list, scope, context), context);
        for (const round of roundsOver(items, member) ?? []) {
          if (!nextRound(member, context)) break;
          const inner = roundScope(member, round, scope);
          members(member.body.members, inner, context, visitor, true, conditions);
        }
        break;
      }
      // Params are given their values by whoever runs the role.
      case 'param':
        break;
    }
  }
}

/** The branch that is taken; both, under conditions, where that shows only at deployment. */
function when(first: When, scope: Scope, context: EvalContext, visitor: Visitor, outer: Conditions): void {
  let conditions = outer;
  let branch: Block | When | null = first;
  while (branch?.node === 'when') {
    const { test, then, else: otherwise }: When = branch;
    if (visitor.deployment && dependsOnDeployment(test, scope)) {
      const condition = deploymentCondition(test, scope, context);
      const under = (each: Condition) => {
        const text = each.kind === 'text' ? [string(each.text, test.span)] : [];
        return [...conditions, ...text];
      };
      if (condition.kind === 'text') {
        members(then.members, scope.child(), context, visitor, true, under(condition));
        conditions = under(negated(condition));
        branch = otherwise;
      } else branch = condition.kind === 'bad' ? null : condition.value ? then : otherwise;
      continue;
    }
    const value = decided(evaluate(test, scope, context), context);
    if (value.type !== 'bool') branch = null;
    else {
      const when = branch;
      context.recordBranch(when, () => goesByTarget(when, scope), value.value, null);
      branch = value.value ? then : otherwise;
    }
  }
  if (branch !== null) members(branch.members, scope.child(), context, visitor, true, conditions);
}
