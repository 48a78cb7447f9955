import { join } from 'node:path';
import { loadProgram } from './program.ts';
import { recordedRun, runKey } from './project/run-record.ts';
import { EXIT } from './shell/command.ts';
import { version } from '../emit/version.generated.ts';

/** The name of the bundle beside this file that holds the rest of the program. It is set by the build. */
declare const PROGRAM: string;

/** Commands that say what they depend on. */
const RECORDED: ReadonlySet<string> = new Set(['check', 'compile']);

/** A shell stays in a folder that another program has removed. */
function isSomewhere(): boolean {
  try {
    return process.cwd() !== '';
  } catch {
    return false;
  }
}

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else if (!isSomewhere()) {
  process.stderr.write(
    'vkc: The folder that you are in has been removed.\n     Change to another one, or to it once more: cd "$PWD"\n',
  );
  process.exitCode = EXIT.environment;
} else {
  const key = RECORDED.has(argv[0] ?? '') ? runKey(PROGRAM, argv) : undefined;
  const known = key === undefined ? null : recordedRun(key);
  // What is written has arrived by then. Leaving at once spares Node.js clearing its memory first.
  process.once('beforeExit', () => process.exit());
  if (known === null) void loadProgram(join(__dirname, PROGRAM)).start(argv, key);
  else {
    if (known.out !== '') process.stdout.write(known.out);
    if (known.err !== '') process.stderr.write(known.err);
    process.exitCode = known.exit;
  }
}
