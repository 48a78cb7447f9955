import { isLibraryFile } from '../model/file-names.ts';
import type { Extra } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import type { EvalContext } from '../evaluate/context.ts';

type Report = EvalContext['report'];

/** What to do about it for those who only use the role, where the entry’s own help is to change it. */
const HELP: Readonly<Record<string, string>> = {
  VK0501: 'Give the role other values, or build for other systems.',
};

/**
 * What goes wrong in a role of a library goes wrong because of how it is used: it is reported where the author used the
 * role, with the line of the library beside. A library is not theirs to change, so no edit of it is offered.
 */
export function whereUsed(report: Report, role: string, use: Span): Report {
  if (isLibraryFile(use.file)) return report;
  return ((code: Parameters<Report>[0], span: Span, params: never, extra: Extra = {}) => {
    if (!isLibraryFile(span.file)) return report(code, span, params, extra);
    const { fix: _, near: __, related = [], help = HELP[code], ...others } = extra;
    return report(code, use, params, {
      ...others,
      ...(help !== undefined && { help }),
      inside: `In the role \`${role}\``,
      related: [{ span, message: 'this line of it' }, ...related],
    });
  }) as Report;
}
