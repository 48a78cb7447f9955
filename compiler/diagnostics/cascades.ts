import type { Diagnostic } from '../../grammar/diagnostic.ts';

/** Mistakes of reading that mostly follow from what stands before them on their line. */
const WEAK: ReadonlySet<string> = new Set(['VK0118', 'VK0131', 'VK0146', 'VK0152', 'VK0156']);

/** What is said of members that stand in a block only because its brace is missing. */
const MISPLACED: ReadonlySet<string> = new Set(['VK0204', 'VK0205', 'VK0220', 'VK0223', 'VK0224', 'VK0227']);

const isSyntax = ({ code }: Diagnostic) => code.startsWith('VK01');

/** Leaves out what follows from another mistake. `all` is in order of file and place. */
export function withoutConsequences(all: readonly Diagnostic[]): Diagnostic[] {
  const syntax = all.filter(isSyntax);
  if (syntax.length === 0) return [...all];
  const sensible = all.filter((each) => isSyntax(each) || !syntax.some((cause) => explains(cause, each)));
  return sensible.filter((each, i) => {
    const before = sensible.slice(0, i);
    return !follows(each, before) && !(WEAK.has(each.code) && earlier(each, before));
  });
}

/** After one line of YAML, and after a bracket that another one closes, the same is wrong all over. */
const LASTING: Readonly<Record<string, readonly string[]>> = {
  VK0160: ['VK0160', 'VK0123', 'VK0128', 'VK0134', 'VK0146', 'VK0152'],
  VK0122: ['VK0121', 'VK0123'],
};

function follows({ code, span }: Diagnostic, before: readonly Diagnostic[]): boolean {
  return before.some((each) => each.span.file === span.file && (LASTING[each.code] ?? []).includes(code));
}

/** Something wrong before it on the same line. */
function earlier(each: Diagnostic, before: readonly Diagnostic[]): boolean {
  const { file, line } = each.span;
  return before.some(
    ({ severity, span }) => severity === 'error' && span.file === file && span.line === line,
  );
}

/** Whether a mistake of reading is why a name or a type seems wrong. */
function explains({ code, span, related }: Diagnostic, each: Diagnostic): boolean {
  if (each.span.file !== span.file) return false;
  if (code === 'VK0120' && MISPLACED.has(each.code)) {
    const open = related[0]?.span.start ?? span.start;
    return each.span.start > open && each.span.start <= span.start;
  }
  if (WEAK.has(code)) return false;
  return each.span.line === span.line && each.span.start <= span.end && span.start <= each.span.end;
}
