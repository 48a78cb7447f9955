import type { Diagnostic, Severity } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { Source } from '../model/source.ts';
import { withoutSecrets } from './conceal.ts';
import type { FindSecrets } from './conceal.ts';
import { frame, range } from './frame.ts';
import type { Mark } from './frame.ts';
import { painter } from './paint.ts';
import { visible } from './width.ts';

export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Finds what is shown as dots, beside what a diagnostic calls a secret itself. */
  readonly secrets?: FindSecrets;
}

/** Texts by the name that spans have. A span whose text is not there is shown without its lines. */
export type Sources = ReadonlyMap<string, Source>;

/**
 * One diagnostic as text with a code frame, lines ending in a line feed: what is wrong, where, the lines with the
 * span underlined, related places, what to do, and the targets that it is about.
 */
export function renderDiagnostic(diagnostic: Diagnostic, sources: Sources, options: RenderOptions): string {
  const { code, severity, message, help, targets } = diagnostic;
  const paint = painter(severity, options.color);
  const groups = groupsOf(diagnostic, sources);
  const gutter = Math.max(1, ...groups.map(({ last }) => String(last).length));
  const pad = ' '.repeat(gutter);
  const lines = [
    `${paint.severity(`${severity}[${code}]`)}${paint.message(`: ${paragraphs(message, pad)}`)}`,
  ];
  for (const [i, group] of groups.entries()) {
    const arrow = i === 0 ? '-->' : ':::';
    lines.push(`${pad}${paint.gutter(arrow)} ${place(group.at, sources)}`);
    if (group.source === undefined) {
      for (const { label } of group.marks) if (label !== '') lines.push(`${pad}     ${visible(label)}`);
    } else lines.push(...frame(group.source, group.marks, gutter, options.width, paint));
  }
  const notes = [];
  if (help !== null && help !== '')
    notes.push(`${paint.message('help')}: ${paragraphs(help, `${pad}         `)}`);
  if (targets.length > 0) notes.push(`on ${named(targets.map(visible))}`);
  const framed = groups.at(-1)?.source !== undefined;
  if (framed && notes.length > 0) lines.push(`${pad} ${paint.gutter('|')}`);
  for (const note of notes) lines.push(`${pad} ${paint.gutter('=')} ${note}`);
  return `${lines.join('\n')}\n`;
}

/** Names of targets or images; of many the first. */
function named(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 1 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
}

const NAMED = 12;

/** All diagnostics with an empty line after each; an empty text for none. */
export function renderText(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: RenderOptions,
): string {
  const shown = withoutSecrets({ diagnostics, sources }, options.secrets);
  return shown.diagnostics.map((each) => `${renderDiagnostic(each, shown.sources, options)}\n`).join('');
}

/** `2 errors, 1 warning in 1 file`, or an empty text when there is nothing to count. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return '';
  const counts = (['error', 'warning', 'hint'] as const)
    .map((severity) => ({ severity, count: count(diagnostics, severity) }))
    .filter((each) => each.count > 0)
    .map((each) => plural(each.count, each.severity));
  const files = new Set(diagnostics.map(({ span }) => span.file)).size;
  return `${counts.join(', ')} in ${plural(files, 'file')}`;
}

export function count(diagnostics: readonly Diagnostic[], severity: Severity): number {
  return diagnostics.reduce((sum, each) => sum + (each.severity === severity ? 1 : 0), 0);
}

/** `1 file`, `2 files` */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

interface Group {
  readonly at: Span;
  readonly source: Source | undefined;
  readonly marks: Mark[];
  /** The largest line number that is shown. */
  last: number;
}

/** The primary span with the related ones of the same file, then one group for each other file. */
function groupsOf({ span, related }: Diagnostic, sources: Sources): Group[] {
  const groups: Group[] = [];
  const add = (mark: Mark) => {
    let group = groups.find(({ at }) => at.file === mark.span.file);
    if (group === undefined) {
      group = { at: mark.span, source: sources.get(mark.span.file), marks: [], last: 1 };
      groups.push(group);
    }
    group.marks.push(mark);
    if (group.source !== undefined) {
      group.last = Math.max(group.last, range(group.source, mark.span).last.line);
    }
  };
  add({ span, label: '', primary: true });
  for (const each of related) add({ span: each.span, label: each.message, primary: false });
  return groups;
}

function place(span: Span, sources: Sources): string {
  const source = sources.get(span.file);
  if (source === undefined) return visible(span.file);
  const { line, column } = source.position(span.start);
  return `${visible(span.file)}:${line}:${column}`;
}

/** Text that may have several lines, the later ones indented under the first. */
function paragraphs(text: string, indent: string): string {
  return text.split(/\r?\n/).map(visible).join(`\n${indent}`);
}
