import type { Severity } from '../../grammar/diagnostic.ts';

/** The colours of a rendered diagnostic. */
export interface Paint {
  readonly severity: (text: string) => string;
  readonly message: (text: string) => string;
  readonly primary: (text: string) => string;
  readonly related: (text: string) => string;
  readonly gutter: (text: string) => string;
}

const CODES: Readonly<Record<Severity, string>> = { error: '1;31', warning: '1;33', hint: '1;36' };

/** With `color` false, text as it is. */
export function painter(severity: Severity, color: boolean): Paint {
  const sgr = (code: string) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const accent = sgr(CODES[severity]);
  return { severity: accent, message: sgr('1'), primary: accent, related: sgr('34'), gutter: sgr('1;34') };
}
