import type { Target } from '../../compiler/model/ir.ts';

/**
 * What the playbook knows of a target without asking the machine: extra variables from the target's file, by name.
 * In the order in which that file lists them.
 */
const readers = {
  image_name: (target: Target) => target.name,
  variant: (target: Target) => target.variant ?? '',
  os_family: (target: Target) => target.os.family.ansible,
  os_distro: (target: Target) => target.os.distro,
  os_name: (target: Target) => target.os.name,
  os_title: (target: Target) => target.os.title,
  os_release: (target: Target) => target.os.release,
  os_version: (target: Target) => target.os.version,
  os_codename: (target: Target) => target.os.codename,
  os_short: (target: Target) => target.os.short,
  os_user: (target: Target) => target.os.user,
} as const satisfies Record<string, (target: Target) => string>;

export type FactName = keyof typeof readers;

export const factNames = Object.keys(readers) as readonly FactName[];

/** The value of a fact on a target. The plain image's variant is the empty text. */
export function fact(name: FactName, target: Target): string {
  return readers[name](target);
}

const mention = new RegExp(`\\b(?:${factNames.join('|')})\\b`, 'g');

/** Names of facts that a template or condition mentions. */
export function mentionedFacts(text: string): readonly FactName[] {
  return [...new Set(text.match(mention))] as FactName[];
}
