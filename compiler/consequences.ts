import type { Diagnostic } from '../grammar/diagnostic.ts';

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
  return sensible.filter((each, i) => !isWeak(each) || !earlier(each, sensible.slice(0, i)));
}

const isWeak = ({ code }: Diagnostic) => WEAK.has(code);

/** Something wrong before it on the same line; a line of a list in YAML is wrong once for the whole list. */
function earlier(each: Diagnostic, before: readonly Diagnostic[]): boolean {
  const { file, line } = each.span;
  return before.some(
    ({ code, severity, span }) =>
      severity === 'error' &&
      span.file === file &&
      (span.line === line || (code === 'VK0160' && span.line < line)),
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
