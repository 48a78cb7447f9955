import { assignments } from './secrets/assignments.ts';
import { commands } from './secrets/commands.ts';
import { hashes } from './secrets/hashes.ts';
import { keys } from './secrets/keys.ts';
import type { Detector, Secret, TextKind } from './secrets/secret.ts';
import { tokens } from './secrets/tokens.ts';
import { urls } from './secrets/urls.ts';

export { secretNamed } from './secrets/assignments.ts';
export type { Secret } from './secrets/secret.ts';

/** Told by their form alone. */
const byForm: ReadonlySet<Detector> = new Set([...keys, ...tokens, ...hashes]);
/** Where two see the same, the first of them knows better. */
const ranked: readonly Detector[] = [...byForm, ...commands, urls, assignments];

let scanner: { expression: RegExp; detectors: ReadonlyMap<string, readonly Detector[]> } | null = null;

/** Made when it is first needed. */
function scan() {
  if (scanner !== null) return scanner;
  const detectors = new Map<string, Detector[]>();
  for (const detector of ranked) {
    for (const needle of detector.needles)
      detectors.set(needle, [...(detectors.get(needle) ?? []), detector]);
  }
  // The longest first, since the expression takes the first that fits; a needle that begins like another brings its detectors along.
  const needles = [...detectors.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const dispatch = new Map(
    needles.map((needle) => [
      needle,
      needles.filter((each) => needle.startsWith(each)).flatMap((each) => detectors.get(each)!),
    ]),
  );
  const escaped = needles.map((needle) => needle.replace(/[\\^$.|+*?()[\]{}]/g, '\\$&'));
  return (scanner = { expression: new RegExp(escaped.join('|'), 'gi'), detectors: dispatch });
}

/** More than this many say nothing more of a text. */
const LIMIT = 100;

/** Secrets in a text, in the order in which they stand; none overlaps another. Takes time in proportion to the text. */
export function findSecrets(text: string, kind: TextKind = 'text'): readonly Secret[] {
  const { expression, detectors } = scan();
  const found: { secret: Secret; rank: number }[] = [];
  /** Where what is told by its form ends. */
  let done = 0;
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const at = match.index;
    // Another may begin within this one.
    expression.lastIndex = Math.max(at + 1, done);
    if (at < done) continue;
    for (const detector of detectors.get(match[0].toLowerCase())!) {
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
