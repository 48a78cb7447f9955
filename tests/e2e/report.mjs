// One line a check, and the time of each stage.
import { existsSync, readFileSync } from 'node:fs';

export class Report {
  passed = 0;
  failed = 0;
  stages = [];
  failures = [];

  /** A check: `problem` says what is wrong, or is falsy. */
  check(name, problem) {
    if (problem) {
      this.failed += 1;
      const line = `FAILED - ${name}: ${String(problem).trim()}`;
      this.failures.push(line);
      console.log(line);
    } else {
      this.passed += 1;
      console.log(`ok - ${name}`);
    }
    return !problem;
  }

  /** Runs a stage and keeps its time; an error that it throws is a failed check, and the result undefined. */
  async stage(name, body) {
    const begin = Date.now();
    try {
      return await body();
    } catch (error) {
      this.check(name, error instanceof Error ? error.message : error);
      return undefined;
    } finally {
      const seconds = Math.round((Date.now() - begin) / 1000);
      this.stages.push([name, seconds]);
      console.log(`# ${name}: ${seconds} s`);
    }
  }

  /** Prints the end of a log, to be read below a failure. */
  tail(file, lines = 40) {
    if (!existsSync(file)) return;
    console.log(`# the end of ${file}:`);
    const text = readFileSync(file, 'utf8').trimEnd();
    for (const line of text.split(/\r?\n/).slice(-lines)) console.log(`#   ${line}`);
  }
}
