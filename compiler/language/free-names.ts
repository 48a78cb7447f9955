import type { Expr, Member } from '../../grammar/syntax.ts';

/** The bare names that are used as values in a piece of syntax. */
export function references(node: unknown): (Expr & { node: 'ref' })[] {
  if (Array.isArray(node)) return node.flatMap(references);
  if (typeof node !== 'object' || node === null) return [];
  if ((node as Expr).node === 'ref') return [node as Expr & { node: 'ref' }];
  return Object.entries(node).flatMap(([key, value]) => (key === 'span' ? [] : references(value)));
}

/** Whether a role is used somewhere in a piece of syntax. */
export function usesRole(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(usesRole);
  if (typeof node !== 'object' || node === null) return false;
  return (node as Member).node === 'use' || Object.values(node).some(usesRole);
}
