import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { addTo } from '../model/multimap.ts';

/** Mistakes of reading that mostly follow from what stands before them on their line. */
const WEAK: ReadonlySet<string> = new Set(['VK0118', 'VK0131', 'VK0135', 'VK0146', 'VK0152', 'VK0156']);

/** What is said of members that stand in a block only because its brace is missing. */
const MISPLACED: ReadonlySet<string> = new Set(['VK0204', 'VK0205', 'VK0220', 'VK0223', 'VK0224', 'VK0227']);

const isSyntax = ({ code }: Diagnostic) => code.startsWith('VK01');

/** Leaves out what follows from another mistake. `all` is in order of file and place. */
export function withoutConsequences(all: readonly Diagnostic[]): Diagnostic[] {
  return withoutFollowing(withoutEndless(all));
}

/** What goes round in a circle has no end, which is one mistake. */
function withoutEndless(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const codes = new Set(all.map(({ code }) => code));
  const explained = Object.entries(CIRCLES).flatMap(([circle, depth]) => (codes.has(circle) ? [depth] : []));
  return explained.length === 0 ? all : all.filter(({ code }) => !explained.includes(code));
}

/** Limits of depth by the circle that passes them. */
const CIRCLES: Readonly<Record<string, string>> = { VK0216: 'VK1106', VK0217: 'VK1102' };

function withoutFollowing(all: readonly Diagnostic[]): Diagnostic[] {
  const syntax = all.filter(isSyntax);
  if (syntax.length === 0) return [...all];
  const causes = new Causes(syntax);
  const kept: Diagnostic[] = [];
  // By file, what was kept so far: codes after which others follow, and lines with an error.
  const lasting = new Map<string, Set<string>>();
  const lines = new Set<string>();
  for (const each of all) {
    if (!isSyntax(each) && causes.explain(each)) continue;
    const { file, line } = each.span;
    const place = `${file}\0${line}`;
    const said = lasting.get(file);
    if (said?.has(each.code) || (WEAK.has(each.code) && lines.has(place) && !isSeries(each, kept.at(-1))))
      continue;
    kept.push(each);
    const following = LASTING[each.code];
    if (following !== undefined) lasting.set(file, new Set([...(said ?? []), ...following]));
    if (each.severity === 'error') lines.add(place);
  }
  return kept;
}

/** Items that stand one after the other without commas: each lacks its own. */
function isSeries(each: Diagnostic, before: Diagnostic | undefined): boolean {
  return each.code === 'VK0135' && before?.code === 'VK0135';
}

/** After one line of YAML, and after a bracket that another one closes, the same is wrong all over. */
const LASTING: Readonly<Record<string, readonly string[]>> = {
  VK0160: ['VK0160', 'VK0123', 'VK0128', 'VK0134', 'VK0146', 'VK0152'],
  VK0122: ['VK0121', 'VK0123'],
};

/** Mistakes of reading by where they make names and types seem wrong. */
class Causes {
  readonly #byLine = new Map<string, Diagnostic[]>();
  readonly #missingBraces = new Map<string, Diagnostic[]>();

  constructor(syntax: readonly Diagnostic[]) {
    for (const each of syntax) {
      const { file, line } = each.span;
      if (each.code === 'VK0120') addTo(this.#missingBraces, file, each);
      if (!WEAK.has(each.code)) addTo(this.#byLine, `${file}\0${line}`, each);
    }
  }

  /** Whether one of them is why a name or a type seems wrong. */
  explain({ code, span }: Diagnostic): boolean {
    const near = this.#byLine.get(`${span.file}\0${span.line}`) ?? [];
    if (near.some((cause) => span.start <= cause.span.end && cause.span.start <= span.end)) return true;
    if (!MISPLACED.has(code)) return false;
    return (this.#missingBraces.get(span.file) ?? []).some((cause) => {
      const open = cause.related[0]?.span.start ?? cause.span.start;
      return span.start > open && span.start <= cause.span.start;
    });
  }
}
