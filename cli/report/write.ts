import type { CheckReport } from './types.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { makeFolder } from '../../emit/tree/disk.ts';
import { dirname, resolve } from 'node:path';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Failure } from '../shell/command.ts';
import { compileProjects, reportRun } from '../project/compile.ts';
import { displayName } from '../project/find.ts';
import type { Io } from '../shell/io.ts';
import { mergeReports } from '../project/report.ts';
import { dateOption } from '../shell/date.ts';
import { version } from '../../emit/version.generated.ts';
import { checkReport } from './model.ts';

type Render = (report: CheckReport) => string;

const FORMATS: Readonly<Record<string, () => Promise<Render>>> = {
  html: async () => (await import('./page.ts')).renderPage,
  md: async () => (await import('./markdown.ts')).renderMarkdown,
  xml: async () => (await import('./junit.ts')).renderJunit,
};

/** What a report of vkc has in it: the generator of a page, the name of a suite, the line that says who proved it. */
const OWN = /^\s*$|<meta name="generator" content="vkc |<testsuites name="vkc"|^Proven by vkc /m;

/** Runs `vkc check --report FILE`: checks the images, and writes the report for people who approve them. */
export async function checkWithReport(file: string, args: Args, io: Io): Promise<number | Failure> {
  if (args.has('fix')) {
    return usageFailure(
      '--fix and --report cannot be combined.',
      'Mend the source first, then write the report.',
    );
  }
  const format = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  const load = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (load === undefined) {
    return usageFailure(
      `--report ${file}: the file extension names no format.`,
      'Use .html for a page, .md for Markdown, or .xml for JUnit.',
    );
  }
  const path = resolve(io.cwd, file);
  if (existsSync(path) && !OWN.test(readFileSync(path, 'utf8'))) {
    return {
      exit: EXIT.environment,
      message: `--report ${file}: the file is there, and is not a report of vkc.`,
      hint: 'Name another file, or remove this one.',
    };
  }
  const run = await compileProjects(args, io, { today: io.today() });
  if (isFailure(run)) return run;
  const compilation = await reportRun(run, args, io);
  if (isFailure(compilation) || compilation.exit === EXIT.usage) {
    return isFailure(compilation) ? compilation : compilation.exit;
  }
  const judged = run.results.flatMap(({ root, result, rules, lock, packages, cached }) =>
    result.judged.map((image) => ({
      image,
      result,
      root,
      rules,
      lock,
      packages,
      cached,
      file: displayName(root, image.origin.file, io.cwd),
    })),
  );
  judged.sort((a, b) => (a.image.name < b.image.name ? -1 : 1));
  // What rules find stands with the images.
  const mistakes = mergeReports(run.results, io.cwd).diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code.startsWith('VK'),
  );
  const date = dateOption(args, io);
  const report = checkReport(judged, mistakes, {
    cwd: io.cwd,
    date: typeof date === 'string' ? date : null,
    version,
    strict: args.has('strict'),
  });
  makeFolder(dirname(path));
  writeFileSync(path, (await load())(report));
  return compilation.exit;
}
