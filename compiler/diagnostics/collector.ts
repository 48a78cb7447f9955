import type { Diagnostic, Extra } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { withoutConsequences } from './cascades.ts';
import { diagnose } from './catalogue.ts';
import { withSharedOnce } from './shared.ts';
import type { Collected } from './shared.ts';
import { addTo } from '../model/multimap.ts';

interface Finding {
  readonly diagnostic: Diagnostic;
  /** Target labels by image; null when it was found outside of any target. */
  readonly targets: Map<string, Set<string>> | null;
}

/** Where a finding was made. */
export interface TargetScope {
  readonly image: string;
  readonly target: string;
}

type Report = typeof diagnose;

/** Collects diagnostics; what several targets report is one diagnostic that names them. */
export class DiagnosticCollector {
  readonly #found = new Map<string, Finding>();
  /** Errors by file, for what looks whether there is one somewhere. */
  readonly #errors = new Map<string, Finding[]>();
  readonly #targets = new Map<string, Set<string>>();
  readonly #limit: number;
  #errorCount = 0;
  #unresolved: Span | null = null;

  /** @param limit the most errors that are reported */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(diagnostic: Diagnostic, scope: TargetScope | null = null): void {
    const { span, code, message } = diagnostic;
    const isError = diagnostic.severity === 'error';
    // What the checker said of a value in more fitting words is not said again of what it came to.
    if (code === 'VK0301' && this.#knows(span, message)) return;
    const key = `${span.file}\0${span.start}\0${span.end}\0${code}\0${message}`;
    let finding = this.#found.get(key);
    if (finding === undefined) {
      if (isError && this.#errorCount >= this.#limit) return this.#overflow(diagnostic);
      finding = { diagnostic, targets: scope === null ? null : new Map() };
      this.#found.set(key, finding);
      if (isError) this.#note(finding);
    }
    if (scope === null || finding.targets === null) return;
    const targets = finding.targets.get(scope.image) ?? new Set();
    finding.targets.set(scope.image, targets.add(scope.target));
  }

  #note(finding: Finding): void {
    this.#errorCount++;
    addTo(this.#errors, finding.diagnostic.span.file, finding);
  }

  /** Whether no further error is reported, so that looking for more is of no use. */
  get isFull(): boolean {
    return this.#errorCount > this.#limit;
  }

  /** The first error beyond the limit, in whose place the limit is reported. */
  #overflow({ span }: Diagnostic): void {
    if (this.isFull) return;
    const diagnostic = diagnose('VK1101', span, { limit: String(this.#limit) });
    const finding = { diagnostic, targets: null };
    this.#found.set('limit', finding);
    this.#note(finding);
  }

  /** Whether there is another error within a span. */
  #knows({ file, start, end }: Span, message: string): boolean {
    return (this.#errors.get(file) ?? []).some(
      ({ diagnostic: { code, span, message: said } }) =>
        span.start >= start && span.end <= end && (code !== 'VK0301' || said !== message),
    );
  }

  /** Whether something is wrong within a span, whatever the target. */
  hasErrorAt({ file, start, end }: Span): boolean {
    return (this.#errors.get(file) ?? []).some(
      ({ diagnostic: { span }, targets }) => targets === null && span.start >= start && span.end <= end,
    );
  }

  /** Takes note of an expression that has no value. */
  noteUnresolved(span: Span): void {
    this.#unresolved ??= span;
  }

  /** What has no value without anything else being wrong is reported itself: nothing is left out silently. */
  reportUnresolved(): void {
    if (this.#unresolved !== null && !this.hasErrors) this.reporter()('VK0411', this.#unresolved, {});
  }

  /** Makes a target known, so that what concerns all of an image's targets need not name them. */
  register(scope: TargetScope): void {
    const all = this.#targets.get(scope.image) ?? new Set();
    this.#targets.set(scope.image, all.add(scope.target));
  }

  reporter(scope: TargetScope | null = null): Report {
    return ((code: Parameters<Report>[0], span: Span, params: never, extra?: Extra) => {
      const diagnostic = diagnose(code, span, params, extra);
      this.add(diagnostic, scope);
      return diagnostic;
    }) as Report;
  }

  get hasErrors(): boolean {
    return this.#errorCount > 0;
  }

  /** Every error so far, with the images that it was found in. */
  errors(): Collected[] {
    return [...this.#errors.values()].flat().map(collected);
  }

  /** Sorted by file, place and code. */
  all(): Diagnostic[] {
    const named = [...this.#found.values()].map((finding) => ({
      ...collected(finding),
      diagnostic: this.#withTargets(finding),
    }));
    const sorted = named.sort((a, b) => byPlace(a.diagnostic, b.diagnostic));
    return withoutConsequences(withSharedOnce(sorted));
  }

  #withTargets({ diagnostic, targets }: Finding): Diagnostic {
    if (targets === null) return diagnostic;
    const isWhole = (image: string) => targets.get(image)!.size === this.#targets.get(image)?.size;
    const images = [...targets.keys()];
    if (images.length === 1) {
      const [image] = images as [string];
      return isWhole(image) ? diagnostic : { ...diagnostic, targets: [...targets.get(image)!] };
    }
    // What several images have in common names them.
    const names = images.sort().flatMap((image) => {
      if (isWhole(image)) return [image];
      return [...targets.get(image)!].map((target) => `${image}: ${target}`);
    });
    return { ...diagnostic, targets: names };
  }
}

const collected = ({ diagnostic, targets }: Finding): Collected => ({
  diagnostic,
  images: [...(targets?.keys() ?? [])],
});

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.span.file, b.span.file) ||
    a.span.start - b.span.start ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

/** By code unit, so that the order is the same under every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
