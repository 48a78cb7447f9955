import type { Diagnostic } from '../../grammar/diagnostic.ts';

/** A diagnostic with the images that it was found in; none when it was found outside of any target. */
export interface Collected {
  readonly diagnostic: Diagnostic;
  readonly images: readonly string[];
}

/** Other uses that are shown beside the first one. */
const SHOWN = 3;

/**
 * What is wrong in a library of the project is reported where it is used. Where several images use it that is one
 * mistake: the first use is reported, with the others beside, and all images are named.
 */
export function withSharedOnce(all: readonly Collected[]): Diagnostic[] {
  const groups = new Map<string, Collected[]>();
  const out: (Diagnostic | readonly Collected[])[] = [];
  for (const each of all) {
    const key = sharedKey(each);
    if (key === null) {
      out.push(each.diagnostic);
      continue;
    }
    const group = groups.get(key);
    if (group !== undefined) group.push(each);
    else {
      const first = [each];
      groups.set(key, first);
      out.push(first);
    }
  }
  return out.map((each) => ('code' in each ? each : merged(each)));
}

/** By what findings in one line of a library are the same; null where it is something else. */
function sharedKey({ diagnostic, images }: Collected): string | null {
  const [cause] = diagnostic.related;
  if (images.length === 0 || cause === undefined || !cause.span.file.startsWith('lib:')) return null;
  const { file, start, end } = cause.span;
  return [file, start, end, diagnostic.code, diagnostic.message].join('\0');
}

function merged(group: readonly Collected[]): Diagnostic {
  const [{ diagnostic }, ...others] = group as [Collected, ...Collected[]];
  if (others.length === 0) return diagnostic;
  const images = new Set(group.flatMap((each) => each.images));
  const related = others
    .slice(0, SHOWN)
    .map((each) => ({ span: each.diagnostic.span, message: 'it is used here too' }));
  return { ...diagnostic, related: [...diagnostic.related, ...related], targets: [...images].sort() };
}
