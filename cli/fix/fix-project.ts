import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { join } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import type { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import { compileProjects, reportRun } from '../project/compile.ts';
import type { Compilation, Run } from '../project/compile.ts';
import { applyFixes, fixedFile } from './edits.ts';
import type { Fixable } from './edits.ts';
import { displayName } from '../project/find.ts';
import type { Io } from '../shell/io.ts';
import { readText, rewrite } from './rewrite.ts';

/** What one round mends may show what else is wrong. */
const ROUNDS = 10;

/**
 * Makes the safe fixes of what is found, round after round and in memory, then writes each file once, says what was
 * done, and reports what is left.
 */
export async function fixProjects(args: Args, io: Io, today: string): Promise<Compilation | Failure> {
  const texts = new Map<string, string>();
  const originals = new Map<string, string>();
  const lines: string[] = [];
  let run = await compileProjects(args, io, { today });
  for (let round = 0; round < ROUNDS && !isFailure(run); round++) {
    const made = mend(run, texts, originals, io.cwd);
    if (made.length === 0) break;
    lines.push(...made);
    run = await compileProjects(args, io, { today, texts });
  }
  if (isFailure(run)) return run;
  const failure = write(texts, originals, io.cwd);
  if (failure !== null) return failure;
  // Where the report is for a machine, it has standard output for itself.
  const stream = (args.value('format') ?? 'text') === 'text' ? io.stdout : io.stderr;
  for (const line of lines) stream.write(`${line}\n`);
  if (lines.length > 0) {
    stream.write(`${plural(lines.length, 'problem')} mended in ${plural(texts.size, 'file')}.\n`);
  }
  const compilation = await reportRun(run, args, io);
  const left = unsafe(run, io.cwd);
  if (left.length > 0) stream.write('Not done, since it may not be what was meant:\n');
  for (const line of left) stream.write(`${line}\n`);
  return compilation;
}

/** One round: changes `texts`, and gives a line for each fix that was made. */
function mend(run: Run, texts: Map<string, string>, originals: Map<string, string>, cwd: string): string[] {
  const lines: string[] = [];
  for (const { root, result } of run.results) {
    const byFile = new Map<string, Fixable[]>();
    for (const each of result.diagnostics) {
      const file = fixedFile(each);
      if (file === null || !isSafe(each) || isLibraryFile(file)) continue;
      byFile.set(file, [...(byFile.get(file) ?? []), each]);
    }
    for (const [file, fixes] of byFile) {
      const source = result.sources.get(file);
      if (source === undefined) continue;
      const { text, made } = applyFixes(source.text, fixes);
      if (made.length === 0) continue;
      const path = join(root, file);
      if (!originals.has(path)) originals.set(path, source.text);
      texts.set(path, text);
      const name = displayName(root, file, cwd);
      lines.push(...made.map((each) => describe(each, name, source)));
    }
  }
  return lines;
}

function isSafe(each: Diagnostic): each is Fixable {
  return each.fix?.safe === true;
}

/** What could be done about what is left, a line each. */
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
