import { compileImages } from './assemble/images.ts';
import { soundImages } from './assemble/sound-images.ts';
import type { Compile } from './options.ts';
import { contentsReader } from './contents/gather.ts';
import { checkModules } from './check/modules.ts';
import { RecordedModel } from './check/semantic-model.ts';
import { SemanticRecorder } from './check/semantic-recorder.ts';
import { Files } from './load/project-files.ts';
import { DiagnosticCollector, compare } from './diagnostics/collector.ts';
import { LIMITS } from './model/limits.ts';
import type { Library } from './sdk/library.ts';
import { Modules } from './load/loader.ts';
import { runRules } from './rules/engine.ts';
import { checkSelection } from './load/selection.ts';
import { resultsOf } from './rules/results.ts';

/** A compiler for a standard library. */
export function compilerFor(library: Library): Compile {
  return (options) => {
    const timings = new Map<string, number>();
    const timed = <T>(step: string, work: () => T): T => {
      if (options.now === undefined) return work();
      const start = options.now();
      const result = work();
      timings.set(step, options.now() - start);
      return result;
    };
    const limits = { ...LIMITS, ...options.limits };
    let semanticModel: RecordedModel | null = null;
    const collector = new DiagnosticCollector(limits.errors);
    const files = new Files(options.host, library, options.yaml);
    const modules = new Modules(files, library, collector, limits, options.parse);
    const entries = timed('parse', () => {
      const sorted = [...new Set(options.entries)].sort(compare);
      return sorted.flatMap((file) => modules.load(file, file, { file, start: 0, end: 0, line: 1 }) ?? []);
    });
    const recorder = new SemanticRecorder();
    const usage = timed('check', () => checkModules(modules, library, collector, recorder));
    const callErrors = checkSelection(options, entries, modules);
    const images = timed('evaluate', () =>
      callErrors.length > 0 || collector.isFull
        ? []
        : compileImages(options, entries, { library, files, modules, collector, limits }),
    );
    collector.reportUnresolved();
    // What is wrong may be the reason why something is not used.
    const sound = !collector.hasErrors && callErrors.length === 0;
    if (sound) usage.report(collector);
    const read = (path: string) => files.bytes(path);
    const contents = contentsReader(library);
    const ruling = { ...options, read, contents, packages: library.packages, all: library.rules };
    // What is wrong in one image or file hides nothing in the others.
    const judged = soundImages(images, collector.errors(), modules);
    const whole = sound && judged.length === images.length;
    const checked = timed('rules', () => runRules(judged, collector, { ...ruling, whole }));
    return {
      images: collector.hasErrors ? [] : checked,
      judged: checked,
      results: (image, target) => resultsOf(image, target, ruling),
      diagnostics: collector.all(),
      wantsYaml: files.wantsYaml,
      callErrors,
      sources: modules.sources,
      read,
      contents,
      semanticModel: () => (semanticModel ??= new RecordedModel(recorder)),
      timings,
    };
  };
}
