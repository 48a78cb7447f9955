import { baseOf } from '../language/base-image.ts';
import { runtimeOf } from '../language/declarations.ts';
import { isLibraryFile } from '../model/file-names.ts';
import type { Name, Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Module } from '../load/module.ts';
import { implicitNames } from '../sdk/library.ts';
import type { ImplicitRoles } from '../sdk/library.ts';

type Note = (report: ReturnType<DiagnosticCollector['reporter']>) => void;

/** What is declared and what is used, over all files; names are known by the span of their declaration. */
export class Usage {
  readonly #used = new Set<Span>();
  readonly #declared = new Map<Span, Note>();
  readonly #others: Note[] = [];
  /** Roles that nobody has to name. */
  readonly #implicit: readonly string[];

  constructor(implicit: ImplicitRoles) {
    this.#implicit = implicitNames(implicit);
  }

  use(declaration: Span): void {
    this.#used.add(declaration);
  }

  /** To be said when nothing is wrong. */
  note(note: Note): void {
    this.#others.push(note);
  }

  /** A let in a block, or a let or a param at the top of a file that declares images. */
  value({ text, span }: Name, code: 'VK0701' | 'VK0702'): void {
    this.#declared.set(span, (report) => report(code, span, { name: text }));
  }

  /** A loop variable. Of two in one loop one may do: `instead` says how to write that. */
  loopVariable({ text, span }: Name, instead: string | null): void {
    const extra = instead === null ? {} : { help: instead };
    this.#declared.set(span, (report) => report('VK0705', span, { name: text }, extra));
  }

  /** The param of a role. Those given at deployment may be used in templates, which are not read. */
  param(param: Param, role: string): void {
    if (runtimeOf(param) !== null) return;
    const { name } = param;
    this.#declared.set(name.span, (report) => report('VK0703', name.span, { role, name: name.text }));
  }

  /** What a file with images declares at its top. A file without any is a library, made for others. */
  module({ blocks, values }: Module): void {
    if (blocks.image.size === 0) return;
    for (const { node, name } of values.values()) this.value(name, node === 'let' ? 'VK0701' : 'VK0702');
    for (const { name } of blocks.role.values()) {
      if (this.#implicit.includes(name.text)) continue;
      this.#declared.set(name.span, (report) => report('VK0704', name.span, { name: name.text }));
    }
  }

  /** Imports of which nothing is used. One that has imports of its own may be there for them. */
  imports({ importedAt, syntax }: Module): void {
    if (importedAt.size === 0) return;
    const named = namesIn(syntax.declarations);
    for (const name of this.#implicit) named.add(name);
    const bases = syntax.declarations.flatMap((each) =>
      each.node === 'image' ? (baseOf(each)?.text ?? []) : [],
    );
    for (const [{ values, blocks, imports }, { span, parts }] of importedAt) {
      const declared = [values, blocks.role, blocks.os, blocks.family].flatMap((table) => [...table.keys()]);
      if (imports.length > 0 || declared.some((name) => named.has(name))) continue;
      if (bases.some((name) => blocks.image.has(name))) continue;
      const [part] = parts;
      const path = part?.node === 'text' ? part.value : '';
      this.note((report) => report('VK0712', span, { path }));
    }
  }

  /** A name that hides another one. */
  hiding(
    name: Name,
    what: string,
    hidden: { readonly what: string; readonly span: Span | null } | null,
  ): void {
    if (hidden === null || hidden.span === name.span) return;
    const other = hidden.span === null ? 'what the language has' : `a ${hidden.what}`;
    const related = hidden.span === null ? [] : [{ span: hidden.span, message: 'the other one' }];
    if (isLibraryFile(name.span.file)) return;
    this.note((report) => report('VK0706', name.span, { what, name: name.text, other }, { related }));
  }

  /** Reports what nothing uses. */
  report(collector: DiagnosticCollector): void {
    const report = collector.reporter();
    for (const [span, note] of this.#declared) {
      if (!this.#used.has(span) && !isLibraryFile(span.file)) note(report);
    }
    for (const note of this.#others) note(report);
  }
}

/** Every name that stands in a syntax tree, whatever it means there. */
function namesIn(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const each of node) namesIn(each, found);
  else if (typeof node === 'object' && node !== null) {
    const { node: kind, text, name } = node as { node?: string; text?: string; name?: string };
    if (kind === 'name' && text !== undefined) found.add(text);
    if (kind === 'ref' && typeof name === 'string') found.add(name);
    for (const [key, value] of Object.entries(node)) if (key !== 'span') namesIn(value, found);
  }
  return found;
}
