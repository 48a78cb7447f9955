import type { Diagnostic, Extra } from '../../grammar/diagnostic.ts';
import type { Span } from '../../grammar/span.ts';
import { withoutConsequences } from './cascades.ts';
import { diagnose } from './catalogue.ts';

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
  readonly #targets = new Map<string, Set<string>>();
  #unresolved: Span | null = null;

  add(diagnostic: Diagnostic, scope: TargetScope | null = null): void {
    const { span, code, message } = diagnostic;
    // What the checker said of a value in more fitting words is not said again of what it came to.
    if (code === 'VK0301' && this.#knows(span, message)) return;
    const key = `${span.file}\0${span.start}\0${span.end}\0${code}\0${message}`;
    let finding = this.#found.get(key);
    if (finding === undefined) {
      finding = { diagnostic, targets: scope === null ? null : new Map() };
      this.#found.set(key, finding);
    }
    if (scope === null || finding.targets === null) return;
    const targets = finding.targets.get(scope.image) ?? new Set();
    finding.targets.set(scope.image, targets.add(scope.target));
  }

  /** Whether there is another error within a span. */
  #knows({ file, start, end }: Span, message: string): boolean {
    return [...this.#found.values()].some(
      ({ diagnostic: { code, span, severity, message: said } }) =>
        severity === 'error' &&
        span.file === file &&
        span.start >= start &&
        span.end <= end &&
        (code !== 'VK0301' || said !== message),
    );
  }

  /** Whether something is wrong within a span, whatever the target. */
  hasErrorAt({ file, start, end }: Span): boolean {
    for (const { diagnostic, targets } of this.#found.values()) {
      const { severity, span } = diagnostic;
      if (targets !== null || severity !== 'error' || span.file !== file) continue;
      if (span.start >= start && span.end <= end) return true;
    }
    return false;
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
    for (const { diagnostic } of this.#found.values()) if (diagnostic.severity === 'error') return true;
    return false;
  }

  /** Sorted by file, place and code. */
  all(): Diagnostic[] {
    const all = [...this.#found.values()].map((finding) => this.#withTargets(finding)).sort(byPlace);
    return withoutConsequences(all);
  }

  #withTargets({ diagnostic, targets }: Finding): Diagnostic {
    if (targets === null) return diagnostic;
    const some = [...targets].some(([image, found]) => found.size < (this.#targets.get(image)?.size ?? 0));
    return some
      ? { ...diagnostic, targets: [...targets.values()].flatMap((found) => [...found]) }
      : diagnostic;
  }
}

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
