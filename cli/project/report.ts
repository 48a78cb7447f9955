import type { CompileResult } from '../../compiler/options.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { withoutSecrets } from '../../compiler/diagnostics/conceal.ts';
import { count, plural, renderText, summarize } from '../../compiler/diagnostics/render.ts';
import { usageFailure } from '../shell/args.ts';
import { isFailure } from '../shell/command.ts';
import type { Args, Failure, OptionSpec } from '../shell/command.ts';
import type { Catalogue } from '../../compiler/diagnostics/explanation.ts';
import { displayName } from './find.ts';
import { secretsInSource } from './secrets-in-source.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';
import { version } from '../../emit/version.generated.ts';

/** Options of every command that reports diagnostics. */
export const reportOptions: Readonly<Record<string, OptionSpec>> = {
  format: {
    value: 'FORMAT',
    choices: ['text', 'json', 'sarif', 'gitlab', 'github'],
    doc: 'Format of the messages: text (on standard error), or on standard output json, sarif, gitlab (code quality) or github (annotations).',
  },
  'max-errors': { value: 'N', doc: 'Show only the first N errors; the summary counts all.' },
  quiet: { short: 'q', doc: 'Show errors only.' },
};

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, Source>;
}

/** Merges one compilation per project into one report, with file names relative to the current folder. */
export function mergeReports(
  results: readonly {
    readonly root: string;
    readonly result: Pick<CompileResult, 'diagnostics' | 'sources'>;
  }[],
  cwd: string,
): Report {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, Source>();
  for (const { root, result } of results) {
    const name = (file: string) => (isLibraryFile(file) ? file : displayName(root, file, cwd));
    for (const [file, source] of result.sources) sources.set(name(file), source);
    for (const each of result.diagnostics) diagnostics.push(renamed(each, name));
  }
  return { diagnostics, sources };
}

/** Returns a diagnostic with its files renamed. */
export function renamed(each: Diagnostic, name: (file: string) => string): Diagnostic {
  const move = <T extends { readonly span: Span }>(part: T): T => ({
    ...part,
    span: { ...part.span, file: name(part.span.file) },
  });
  const fix = each.fix && { ...each.fix, edits: each.fix.edits.map(move) };
  return { ...move(each), related: each.related.map(move), fix };
}

/** Writes a report in the form that the options ask for. */
export async function writeReport(
  report: Report,
  args: Args,
  io: Io,
  format = args.value('format') ?? 'text',
): Promise<Failure | null> {
  const limit = limitOf(args);
  if (limit !== null && typeof limit === 'object') return limit;
  const quiet = args.has('quiet');
  const wanted = quiet
    ? report.diagnostics.filter(({ severity }) => severity === 'error')
    : report.diagnostics;
  const shown = limit === null ? wanted : firstErrors(wanted, limit);
  const secrets = await secretsInSource();
  if (format !== 'text') {
    const { diagnostics, sources } = withoutSecrets({ ...report, diagnostics: shown }, secrets);
    io.stdout.write(await forMachines(format, diagnostics, sources));
    return null;
  }
  const options = {
    color: useColor(io.stderr, io.env, args.value('color')),
    width: io.stderr.columns,
    secrets,
  };
  io.stderr.write(renderText(shown, report.sources, options));
  const left = count(wanted, 'error') - count(shown, 'error');
  if (left > 0) io.stderr.write(`${plural(left, 'more error')} not shown (--max-errors ${limit}).\n`);
  if (!quiet && report.diagnostics.length > 0) io.stderr.write(`${summarize(report.diagnostics)}\n`);
  return null;
}

async function forMachines(format: string, diagnostics: readonly Diagnostic[], sources: Report['sources']) {
  switch (format) {
    case 'sarif': {
      const { renderSarif } = await import('../../compiler/diagnostics/formats/sarif.ts');
      const { catalogue } = await import('../../compiler/diagnostics/catalogue.ts');
      const { withWords } = await import('../../compiler/diagnostics/explanation.ts');
      const { ruleCatalogue } = await import('../../stdlib/rule-set.ts');
      const entries: Catalogue = { ...catalogue, ...ruleCatalogue() };
      const describe = (code: string) => {
        const entry = entries[code];
        if (entry === undefined) return undefined;
        const { help = '' } = entry;
        return { ...entry, message: withWords(entry.message), help: withWords(help) };
      };
      return renderSarif(diagnostics, sources, { version, describe });
    }
    case 'gitlab':
      return (await import('../../compiler/diagnostics/formats/gitlab.ts')).renderGitlab(
        diagnostics,
        sources,
      );
    case 'github':
      return (await import('../../compiler/diagnostics/formats/github.ts')).renderGithub(
        diagnostics,
        sources,
      );
    default:
      return (await import('../../compiler/diagnostics/formats/json.ts')).renderJson(diagnostics, sources);
  }
}

/** Returns the diagnostics up to the Nth error, and everything after it that is not an error. */
function firstErrors(diagnostics: readonly Diagnostic[], limit: number): Diagnostic[] {
  let errors = 0;
  return diagnostics.filter(({ severity }) => severity !== 'error' || ++errors <= limit);
}

function limitOf(args: Args): number | null | Failure {
  const text = args.value('max-errors');
  if (text === null) return null;
  return /^[1-9]\d{0,8}$/.test(text)
    ? Number(text)
    : usageFailure(`\`${text}\` is not a value for --max-errors.`, 'It takes a number from 1.');
}

/** Checks the options before any work is done. Returns null if they are valid. */
export function checkReportOptions(args: Args): Failure | null {
  const limit = limitOf(args);
  return limit !== null && typeof limit === 'object' && isFailure(limit) ? limit : null;
}
