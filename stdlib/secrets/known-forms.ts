import forms from './forms.json' with { type: 'json' };
import type { Detector, Secret } from './secret.ts';
import { entropy, looksDrawn } from './values.ts';

/** A form of gitleaks' rules, as `renew-forms.mjs` converts them. */
interface Form {
  readonly id: string;
  readonly source: string;
  readonly flags: string;
  readonly entropy: number;
  readonly group: number;
  readonly needles: readonly string[];
}

/** What a form looks at before and after its needle: names before it, long tokens after it. */
const BEFORE = 80;
const AFTER = 800;

/** Tokens of services, by public rules. */
export const knownForms: readonly Detector[] = (forms as readonly Form[]).map(detector);

function detector({ id, source, flags, entropy: least, group, needles }: Form): Detector {
  let expression: RegExp | null = null;
  return {
    // A word for a token that is longer than this one begins with it.
    needles: needles.map((needle) => needle.toLowerCase()),
    find(text, at, end): Secret | null {
      // Compiled when its needle is first met; most never are.
      expression ??= new RegExp(source, `${flags}gd`);
      const from = Math.max(0, at - BEFORE);
      const near = text.slice(from, at + AFTER);
      expression.lastIndex = 0;
      for (let match = expression.exec(near); match !== null; match = expression.exec(near)) {
        const covers = from + match.index <= at && end <= from + match.index + match[0].length;
        const [start, stop] = match.indices![group] ?? match.indices![0]!;
        const secret = near.slice(start, stop);
        if (covers && entropy(secret) >= least && looksDrawn(secret))
          return {
            start: from + start,
            end: from + stop,
            kind: 'token',
            words: `a secret of the kind \`${id}\``,
          };
        if (match[0] === '') expression.lastIndex++;
      }
      return null;
    },
  };
}
