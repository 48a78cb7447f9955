import { assignments } from './assignments.ts';
import { commands } from './commands.ts';
import { hashes } from './hashes.ts';
import { keys } from './keys.ts';
import { knownForms } from './known-forms.ts';
import type { Detector, Secret, TextKind } from './secret.ts';
import { tokens } from './tokens.ts';
import { urls } from './urls.ts';

export { secretNamed } from './assignments.ts';
export type { Secret } from './secret.ts';

/** Told by their form alone. */
const byForm: ReadonlySet<Detector> = new Set([...keys, ...tokens, ...hashes, ...knownForms]);
/** Where two see the same, the first of them knows better. */
const ranked: readonly Detector[] = [...byForm, ...commands, urls, assignments];

interface Scanner {
  /** Finds needles, the longest of those that begin at a place. */
  readonly expression: RegExp;
  readonly detectors: ReadonlyMap<string, readonly Detector[]>;
  /** For a needle its detectors and those of the shorter ones that it begins with, as far as asked for. */
  readonly dispatch: Map<string, readonly Detector[]>;
}

let scanner: Scanner | null = null;

/** Made when it is first needed. */
function scan(): Scanner {
  if (scanner !== null) return scanner;
  const detectors = new Map<string, Detector[]>();
  for (const detector of ranked) {
    for (const needle of detector.needles) {
      const list = detectors.get(needle);
      if (list === undefined) detectors.set(needle, [detector]);
      else list.push(detector);
    }
  }
  const needles = [...detectors.keys()].sort((a, b) => b.length - a.length);
  const source = needles
    .join('\n')
    .replace(/[\\^$.|+*?()[\]{}]/g, '\\$&')
    .replaceAll('\n', '|');
  return (scanner = { expression: new RegExp(source, 'gi'), detectors, dispatch: new Map() });
}

function detectorsOf(found: string, { detectors, dispatch }: Scanner): readonly Detector[] {
  const needle = found.toLowerCase();
  let all = dispatch.get(needle);
  if (all === undefined) {
    const lengths = Array.from(needle, (_, i) => needle.length - i);
    all = lengths.flatMap((length) => detectors.get(needle.slice(0, length)) ?? []);
    dispatch.set(needle, all);
  }
  return all;
}

/** More than this many say nothing more of a text. */
const LIMIT = 100;

/** Secrets in a text, in the order in which they stand; none overlaps another. Takes time in proportion to the text. */
export function findSecrets(text: string, kind: TextKind = 'text'): readonly Secret[] {
  const all = scan();
  const { expression } = all;
  const found: { secret: Secret; rank: number }[] = [];
  /** Where what is told by its form ends. */
  let done = 0;
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const at = match.index;
    // Another may begin within this one.
    expression.lastIndex = Math.max(at + 1, done);
    if (at < done) continue;
    for (const detector of detectorsOf(match[0], all)) {
      if (kind === 'binary' && !byForm.has(detector)) continue;
      const secret = detector.find(text, at, at + match[0].length, kind);
      if (secret === null) continue;
      if (byForm.has(detector)) done = Math.max(done, secret.end);
      found.push({ secret, rank: ranked.indexOf(detector) });
    }
    if (found.length >= LIMIT) break;
  }
  const kept: Secret[] = [];
  for (const { secret } of found.sort((a, b) => a.rank - b.rank || a.secret.start - b.secret.start)) {
    if (kept.every((other) => secret.end <= other.start || other.end <= secret.start)) kept.push(secret);
  }
  return kept.sort((a, b) => a.start - b.start);
}
