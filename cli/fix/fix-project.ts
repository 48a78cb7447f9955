import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { join } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import type { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import { compileProjects, reportRun } from '../project/compile.ts';
import type { Compilation, Run } from '../project/compile.ts';
import { fixedFile } from './edits.ts';
import type { Fixable } from './edits.ts';
import { mend } from './mend.ts';
import type { Findings } from './mend.ts';
import { renamed } from '../project/report.ts';
import { displayName } from '../project/find.ts';
import type { Io } from '../shell/io.ts';
import { readText, rewrite } from './rewrite.ts';

/** Limit on the number of rounds. Rounds go on while they help; no file written by hand needs this many. */
const ROUNDS = 50;

/** The findings of one run, with absolute file paths. */
interface Round extends Findings {
  readonly run: Run;
}

/**
 * Applies the safe fixes in memory, round after round. Then writes each changed file once, lists the fixes,
 * and reports the findings that remain.
 */
export async function fixProjects(args: Args, io: Io, today: string): Promise<Compilation | Failure> {
  let texts: ReadonlyMap<string, string> = new Map();
  const originals = new Map<string, string>();
  const lines: string[] = [];
  const first = await compileProjects(args, io, { today });
  if (isFailure(first)) return first;
  let round = roundOf(first);
  for (let left = ROUNDS; left > 0; left--) {
    const together = (changed: ReadonlyMap<string, string>) => new Map([...texts, ...changed]);
    const done = await mend(round, isOwn, async (changed) => {
      const run = await compileProjects(args, io, { today, texts: together(changed) });
      if (isFailure(run)) throw new Error(run.message);
      return roundOf(run);
    });
    if (done === null) break;
    for (const file of done.mended.texts.keys()) {
      if (!originals.has(file)) originals.set(file, round.sources.get(file)!.text);
    }
    texts = together(done.mended.texts);
    for (const each of done.mended.made) {
      const file = fixedFile(each)!;
      lines.push(describe(each, displayName('', file, io.cwd), round.sources.get(file)!));
    }
    round = done.found;
  }
  const { run } = round;
  const failure = write(texts, originals, io.cwd);
  if (failure !== null) return failure;
  // A report for a machine has standard output to itself.
  const stream = (args.value('format') ?? 'text') === 'text' ? io.stdout : io.stderr;
  for (const line of lines) stream.write(`${line}\n`);
  if (lines.length > 0) {
    stream.write(`${plural(lines.length, 'problem')} mended in ${plural(texts.size, 'file')}.\n`);
  }
  const compilation = await reportRun(run, args, io);
  const left = unsafe(run, io.cwd);
  if (left.length > 0) stream.write('Not applied, because it may not be what you meant:\n');
  for (const line of left) stream.write(`${line}\n`);
  return compilation;
}

function roundOf(run: Run): Round {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, Source>();
  for (const { root, result } of run.results) {
    const name = (file: string) => (isLibraryFile(file) ? file : join(root, file));
    for (const [file, source] of result.sources) sources.set(name(file), source);
    diagnostics.push(...result.diagnostics.map((each) => renamed(each, name)));
  }
  return { run, diagnostics, sources };
}

const isOwn = (file: string) => !isLibraryFile(file);

/** Describes the unsafe fixes of the remaining findings, one per line. */
function unsafe(run: Run, cwd: string): string[] {
  return run.results.flatMap(({ root, result }) =>
    result.diagnostics.flatMap((each) => {
      const { fix, span } = each;
      const source = result.sources.get(span.file);
      if (fix === null || source === undefined || isLibraryFile(span.file)) return [];
      return [describe({ ...each, fix }, displayName(root, span.file, cwd), source)];
    }),
  );
}

function describe({ code, fix, span }: Fixable, name: string, source: Source): string {
  const { line, column } = source.position(span.start);
  return `${name}:${line}:${column}: ${fix.title} (${code})`;
}

function write(
  texts: ReadonlyMap<string, string>,
  originals: ReadonlyMap<string, string>,
  cwd: string,
): Failure | null {
  for (const [path, text] of texts) {
    const found = readText(path);
    if (found === null || found.text !== originals.get(path)) {
      const message = `${displayName('', path, cwd)}: was changed meanwhile, and is left as it is.`;
      return { exit: EXIT.environment, message, hint: 'Run `vkc check --fix` again.' };
    }
    rewrite(path, `${found.mark ? '\ufeff' : ''}${text}`);
  }
  return null;
}
