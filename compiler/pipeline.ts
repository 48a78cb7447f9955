import { answers } from './images/answers.ts';
import { ImageCompiler, declaredImages } from './images/compiler.ts';
import type { DeclaredImage } from './images/compiler.ts';
import { ImageNotes, saySaid } from './images/notes.ts';
import { Recalled } from './images/recall.ts';
import { SoundImages } from './images/sound-images.ts';
import { areApart, sharedCloudNames, uniqueTargets } from './assemble/unique-names.ts';
import type { Compile, CompileOptions, CompileResult } from './options.ts';
import { contentsReader } from './contents/gather.ts';
import { checkModules } from './check/modules.ts';
import { RecordedModel } from './check/semantic-model.ts';
import { SemanticRecorder, noRecorder } from './check/semantic-recorder.ts';
import { BranchCoverage } from './evaluate/branches.ts';
import { Files } from './load/project-files.ts';
import { DiagnosticCollector, compare } from './diagnostics/collector.ts';
import type { Span } from '../grammar/span.ts';
import type { ImageRecord } from './model/image-record.ts';
import type { Image } from './model/ir.ts';
import { LIMITS } from './model/limits.ts';
import type { Library } from './sdk/library.ts';
import { Modules } from './load/loader.ts';
import { judge, reportIdleAllows } from './rules/engine.ts';
import { checkSelection } from './load/selection.ts';
import { resultsOf } from './rules/results.ts';

/** A compiler for a standard library. */
export function compilerFor(library: Library): Compile {
  return (options) => run(options, library) ?? run(forgetting(options), library)!;
}

/** The same without what is known of images. */
const forgetting = (options: CompileOptions): CompileOptions =>
  options.recall === undefined
    ? options
    : { ...options, recall: { ...options.recall, known: () => undefined } };

/** Null when something is wrong in what an image on record is made of: then it has to be compiled. */
function run(options: CompileOptions, library: Library): CompileResult | null {
  const { timings, timed } = stopwatch(options.now);
  const limits = { ...LIMITS, ...options.limits };
  const collector = new DiagnosticCollector(limits.errors);
  const files = new Files(options.host, library, options.yaml, options.recall);
  const modules = new Modules(files, library, collector, limits, options.parse);
  const entries = timed('parse', () => {
    const sorted = [...new Set(options.entries)].sort(compare);
    return sorted.flatMap((file) => modules.load(file, file, { file, start: 0, end: 0, line: 1 }) ?? []);
  });
  // Who takes the images away does not ask what names stand for.
  const byDeclaration = options.recall?.byDeclaration === true;
  const recorder = options.take === undefined && !byDeclaration ? new SemanticRecorder() : noRecorder;
  const usage = timed('check', () => checkModules(modules, library, collector, recorder));
  const callErrors = checkSelection(options, entries, modules);
  const read = (path: string) => files.bytes(path);
  const contents = contentsReader(library);
  const ruling = {
    ...options,
    read,
    written: (span: Span) => modules.written(span),
    source: (file: string) => modules.source(file),
    contents,
    packages: library.packages,
    all: library.rules,
  };
  const answer = answers(files, modules);
  const parts = { library, files, modules, collector, limits, answer };
  const compiler = new ImageCompiler(options, parts);
  const soundImages = new SoundImages(modules);
  const recalled = new Recalled(options.recall, { modules, collector, sound: soundImages }, answer);
  const coverage = new BranchCoverage();
  const images = new Map<string, Image>();
  const records: ImageRecord[] = [];
  const unfit = new Set<string>();
  const compiled = (declared: DeclaredImage): void => {
    const notes = new ImageNotes(collector);
    options.compiles?.(declared.name.text);
    files.log.during(notes.reads, () => {
      const image = timed('evaluate', () => compiler.compile(declared, notes));
      coverage.add(notes.branches.all());
      if (image === null) return;
      // What is wrong in one image or file hides nothing in the others.
      const isSound = !collector.hasErrors || soundImages.of([image], collector.errors()).length > 0;
      const judgement = isSound ? timed('rules', () => judge(image, ruling)) : { image, ...unjudged };
      if (options.take === undefined) images.set(image.name, judgement.image);
      else if (!collector.hasErrors && !files.wantsYaml && areApart(image))
        options.take(judgement.image, { read, contents });
      const { found, allows, needed } = judgement;
      if (!notes.isResolved || !isSound) unfit.add(image.name);
      records.push({ ...notes.record(image, recalled.sources(declared.module)), found, allows, needed });
    });
  };
  const none = callErrors.length > 0 || collector.isFull || options.checkOnly;
  const all = none ? [] : declaredImages(entries, modules, collector);
  for (const [i, declared] of all.entries()) {
    const known = recalled.find(declared);
    if (known === null) compiled(declared);
    else {
      compiler.replay(known, declared.module);
      coverage.add(known.branches);
      records.push(known);
    }
    if (options.take !== undefined && all[i + 1]?.module !== declared.module)
      modules.release(declared.module);
  }
  uniqueTargets(records, collector);
  sharedCloudNames(records, collector);
  if (options.os === undefined && options.variants === undefined && !collector.hasErrors)
    coverage.report(entries, collector);
  collector.reportUnresolved();
  // What is wrong may be the reason why something is not used.
  const sound = !collector.hasErrors && callErrors.length === 0;
  if (sound) usage.report(collector);
  records.sort((a, b) => compare(a.name, b.name));
  const judged = soundImages.of(records, collector.errors());
  for (const { name, found } of judged) saySaid(name, found, collector);
  // An `allow` may be there for an image that is missing.
  if (sound && judged.length === records.length) reportIdleAllows(judged, collector, ruling);
  if (recalled.isDoubtful(collector)) return null;
  for (const { diagnostic } of records.flatMap(({ said, found }) => [...said, ...found]))
    modules.showLibrary(diagnostic);
  const checked = judged.flatMap(({ name }) => images.get(name) ?? []);
  let semanticModel: RecordedModel | null = null;
  return {
    images: collector.hasErrors ? [] : checked,
    judged: checked,
    records: byDeclaration
      ? judged.filter(({ name }) => !unfit.has(name))
      : collector.hasErrors
        ? []
        : records,
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
}

/** Of an image with mistakes, rules would find what follows from these. */
const unjudged = { found: [], allows: [], needed: [] };

/** Adds up how long each step takes; nothing without a clock. */
function stopwatch(now: CompileOptions['now']) {
  const timings = new Map<string, number>();
  const timed = <T>(step: string, work: () => T): T => {
    if (now === undefined) return work();
    const start = now();
    const result = work();
    timings.set(step, (timings.get(step) ?? 0) + now() - start);
    return result;
  };
  return { timings, timed };
}
