import { join } from 'node:path';
import { loadProgram } from './program.ts';
import { version } from '../emit/version.generated.ts';

/** The name of the bundle beside this file that holds the rest of the program. It is set by the build. */
declare const PROGRAM: string;

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  // What is written has arrived by then. Leaving at once spares Node.js clearing its memory first.
  process.once('beforeExit', () => process.exit());
  void loadProgram(join(__dirname, PROGRAM)).start(argv);
}
