import type { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { applyFixes, fixedFile } from './edits.ts';
import type { Fixable } from './edits.ts';

/** The findings of a compilation, with the texts that they refer to. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, Source>;
}

/** The texts with fixes applied, by file, and the applied fixes. */
export interface Mended {
  readonly texts: ReadonlyMap<string, string>;
  readonly made: readonly Fixable[];
}

/**
 * Limit on the number of fixes of one round that are tried one by one, if applying all of them does not help.
 */
const TRIES = 25;

/**
 * Applies the safe fixes of one round: all of them, or else each that helps on its own. `tried` compiles the
 * new texts. Returns null if no fix improves the result.
 */
export async function mend<F extends Findings>(
  found: F,
  mayChange: (file: string) => boolean,
  tried: (texts: ReadonlyMap<string, string>) => Promise<F>,
): Promise<{ readonly mended: Mended; readonly found: F } | null> {
  const fixes = fixesOf(found, mayChange);
  if (fixes.length === 0) return null;
  const all = apply(found, fixes);
  if (all.made.length === 0) return null;
  const after = await tried(all.texts);
  if (isBetter(found, after)) return { mended: all, found: after };
  let best: { readonly mended: Mended; readonly found: F } | null = null;
  for (const fix of fixes.slice(0, TRIES)) {
    const mended = apply(found, [...(best?.mended.made ?? []), fix]);
    if (mended.made.length <= (best?.mended.made.length ?? 0)) continue;
    const next = await tried(mended.texts);
    if (isBetter(best?.found ?? found, next)) best = { mended, found: next };
  }
  return best;
}

function fixesOf({ diagnostics }: Findings, mayChange: (file: string) => boolean): Fixable[] {
  const unread = new Set(diagnostics.flatMap((each) => (isSyntax(each) ? [each.span.file] : [])));
  return diagnostics.filter((each): each is Fixable => {
    const file = fixedFile(each);
    if (each.fix?.safe !== true || file === null || !mayChange(file)) return false;
    // A file that cannot be read may declare the name that seems to be missing.
    return !each.code.startsWith('VK02') || !unread.has(file);
  });
}

function apply({ sources }: Findings, fixes: readonly Fixable[]): Mended {
  const texts = new Map<string, string>();
  const made: Fixable[] = [];
  for (const file of new Set(fixes.map((each) => fixedFile(each)!))) {
    const source = sources.get(file);
    if (source === undefined) continue;
    const fixed = applyFixes(
      source.text,
      fixes.filter((each) => fixedFile(each) === file),
    );
    if (fixed.made.length === 0 || fixed.text === source.text) continue;
    texts.set(file, fixed.text);
    made.push(...fixed.made);
  }
  return { texts, made };
}

const isSyntax = ({ code, severity }: Diagnostic) => severity === 'error' && code.startsWith('VK01');

/**
 * Earlier stages hide mistakes of later ones, so they count first: syntax, then names, then types, then
 * values.
 */
const STAGES: readonly ((each: Diagnostic) => boolean)[] = [
  isSyntax,
  ({ code, severity }) => severity === 'error' && code.startsWith('VK02'),
  ({ code, severity }) => severity === 'error' && code.startsWith('VK03'),
  ({ severity }) => severity === 'error',
  ({ severity }) => severity === 'warning',
  () => true,
];

/**
 * True if the second has no more errors than the first, and fewer at the first stage where the two differ.
 * Each round thus lowers a count that cannot go below zero, so the rounds end.
 */
function isBetter(first: Findings, second: Findings): boolean {
  const errors = ({ diagnostics }: Findings) =>
    diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors(second) > errors(first)) return false;
  for (const at of STAGES) {
    const [before, after] = [first, second].map(({ diagnostics }) => diagnostics.filter(at).length);
    if (before !== after) return after! < before!;
  }
  return false;
}
