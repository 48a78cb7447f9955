import type { BootCheckGroup, Target } from '../model/ir.ts';

/** Keeps what was worked out for a target, also for the variants that consist of the very same parts. */
export class TargetMemo<T> {
  readonly #known = new WeakMap<Target['provision'], { readonly target: Target; readonly made: T }[]>();

  of(target: Target, make: () => T): T {
    const alike = this.#known.get(target.provision) ?? [];
    const found = alike.find((each) => sameParts(each.target, target));
    if (found !== undefined) return found.made;
    const made = make();
    this.#known.set(target.provision, [...alike, { target, made }]);
    return made;
  }
}

/** Whether two targets have all in common that their contents depend on. */
const sameParts = (a: Target, b: Target): boolean =>
  a.os === b.os &&
  a.base?.target === b.base?.target &&
  a.provision === b.provision &&
  a.start === b.start &&
  sameGroups(a.verify, b.verify) &&
  sameGroups(a.verify_start, b.verify_start);

/** What the rules check says nothing of the contents. */
function sameGroups(a: readonly BootCheckGroup[], b: readonly BootCheckGroup[]): boolean {
  const [mine, others] = [a, b].map((groups) => groups.filter(({ role }) => role !== null));
  return mine!.length === others!.length && mine!.every((group, i) => group === others![i]);
}
