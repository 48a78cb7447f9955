import type { ImportTarget } from '../model/target.ts';

interface OnTargets {
  readonly on: readonly ImportTarget[];
  readonly text: string;
  readonly under: readonly string[];
}

/**
 * Parts that say the same of different targets as one, in the place of the first: packages of two families are two tasks in the tree, and one
 * statement here. On each target the order stays as it is.
 */
export function joinAlike<P extends OnTargets>(
  parts: readonly P[],
  targets: readonly ImportTarget[],
  said: (text: string) => string,
): P[] {
  const out: P[] = [];
  for (const part of parts) {
    // What comes before on one of its targets stays before it.
    const from = out.findLastIndex(({ on }) => overlap(on, part.on)) + 1;
    const at = out.findIndex(
      (each, i) =>
        i >= from && said(each.text) === said(part.text) && each.under.join('\n') === part.under.join('\n'),
    );
    if (at < 0) out.push(part);
    else
      out[at] = {
        ...out[at]!,
        on: targets.filter((each) => out[at]!.on.includes(each) || part.on.includes(each)),
      };
  }
  return out;
}

const overlap = (a: readonly ImportTarget[], b: readonly ImportTarget[]): boolean =>
  a.some((each) => b.includes(each));
