import type { Span } from '../../grammar/span.ts';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { DiagnosticCollector, TargetScope } from '../diagnostics/collector.ts';
import { ImageBranches } from '../evaluate/branches.ts';
import type { ImageRecord, Said } from '../model/image-record.ts';
import type { Image } from '../model/ir.ts';

/** What an image adds to what is said and decided over several images. What it reports goes to the collector as well. */
export class ImageNotes {
  readonly branches = new ImageBranches();
  readonly reads = new Map<string, string>();
  readonly systems = new Set<string>();
  /** Every expression has a value. */
  isResolved = true;
  readonly #said: Said[] = [];
  readonly #labels: string[] = [];
  readonly #collector: DiagnosticCollector;

  constructor(collector: DiagnosticCollector) {
    this.#collector = collector;
  }

  reporter(scope: TargetScope | null = null): typeof diagnose {
    return ((...finding: Parameters<typeof diagnose>) => {
      const diagnostic = diagnose(...finding);
      this.#said.push({ diagnostic, target: scope?.target ?? null });
      this.#collector.add(diagnostic, scope);
      return diagnostic;
    }) as typeof diagnose;
  }

  /** Makes a target known, so that what concerns all of an image's targets need not name them. */
  register(scope: TargetScope): void {
    this.#labels.push(scope.target);
    this.#collector.register(scope);
  }

  /** @param sources a hash of the files that the image is declared with */
  record(
    { name, origin, targets }: Image,
    sources: string,
  ): Omit<ImageRecord, 'found' | 'allows' | 'needed'> {
    return {
      name,
      origin,
      sources,
      reads: [...this.reads],
      systems: [...this.systems],
      labels: this.#labels,
      targets: targets.map((target) => ({
        name: target.name,
        os: target.os.name,
        variant: target.variant,
        origin: place(target.origin),
        cloud: { value: target.publish.name.value, origin: place(target.publish.name.origin) },
      })),
      said: this.#said,
      branches: this.branches.all(),
    };
  }
}

/** A span alone, whatever it was part of. */
const place = ({ file, start, end, line }: Span): Span => ({ file, start, end, line });

/** Says again what is on record of an image. */
export function saySaid(
  name: string,
  said: readonly Said[],
  collector: Pick<DiagnosticCollector, 'add'>,
): void {
  for (const { diagnostic, target } of said)
    collector.add(diagnostic, target === null ? null : { image: name, target });
}
