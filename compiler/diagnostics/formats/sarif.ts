import type { CatalogueEntry, Diagnostic, Fix, Severity } from '../../../grammar/diagnostic.ts';
import type { Span } from '../../../grammar/span.ts';
import type { Sources } from '../render.ts';
import { positions } from './json.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'note' };

export interface SarifOptions {
  readonly version: string;
  /** What is known of a code, for the description of the rule, its parameters as words. */
  readonly describe: (code: string) => CatalogueEntry | undefined;
}

/** SARIF 2.1.0, as code scanning of GitHub and the viewers of editors read it. */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: SarifOptions,
): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const index = new Map(codes.map((code, i) => [code, i]));
  const physical = (span: Span) => ({
    artifactLocation: { uri: uri(span.file) },
    region: region(span, sources),
  });
  const results = diagnostics.map(({ code, severity, message, help, span, related, targets, fix }) => ({
    ruleId: code,
    ruleIndex: index.get(code)!,
    level: LEVELS[severity],
    message: { text: help === null ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: physical(span) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((each, id) => ({
        id,
        message: { text: each.message },
        physicalLocation: physical(each.span),
      })),
    }),
    ...(fix && { fixes: [fixOf(fix, sources)] }),
    ...(targets.length > 0 && { properties: { targets } }),
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vkc',
            semanticVersion: options.version,
            rules: codes.map((code) => rule(code, options.describe(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(id: string, entry: CatalogueEntry | undefined) {
  if (entry === undefined) return { id };
  return {
    id,
    shortDescription: { text: entry.message },
    fullDescription: { text: entry.why },
    ...(entry.help && { help: { text: entry.help } }),
    defaultConfiguration: { level: LEVELS[entry.severity] },
  };
}

function region(span: Span, sources: Sources) {
  const { start, end } = positions(span, sources);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: span.start,
    charLength: span.end - span.start,
  };
}

function fixOf(fix: Fix, sources: Sources) {
  const files = [...new Set(fix.edits.map(({ span }) => span.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uri(file) },
      replacements: fix.edits
        .filter(({ span }) => span.file === file)
        .map(({ span, text }) => ({ deletedRegion: region(span, sources), insertedContent: { text } })),
    })),
  };
}

/** A relative path as a URI reference. */
function uri(file: string): string {
  return file
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^vkc%3A/, 'vkc:');
}
