import { matchAt } from './secret.ts';
import type { Detector } from './secret.ts';
import { isHarmless, isKnownPassword } from './values.ts';

const FORM = /:\/\/([^\s/:@"'<>?#[\]()]{0,100}):([^\s/"'<>]{1,200}?)@[A-Za-z0-9\u0080-\uffff[$_{%.-]/dy;

/** `scheme://user:password@host` */
export const urls: Detector = {
  needles: ['://'],
  find(text, at) {
    const match = matchAt(FORM, text, at);
    const place = match?.indices?.[2];
    if (place === undefined) return null;
    const [start, end] = place;
    const value = match![2]!;
    // What documentation writes for the form of a URL.
    if (/^user(?:name)?$/i.test(match![1]!) && /^(?:pass|passwd|password|pw|pwd)$/i.test(value)) return null;
    if (isKnownPassword(value)) {
      return { start, end, kind: 'default-password', words: 'a URL with a password that everyone knows' };
    }
    if (isHarmless(value) || /^\d{1,5}$/.test(value)) return null;
    return { start, end, kind: 'password', words: 'a URL with a password' };
  },
};
