import { join } from 'node:path';
import { loadProgram } from './program.ts';
import { version } from '../emit/version.generated.ts';

/** The name of the bundle beside this file that holds the rest of the program. It is set by the build. */
declare const PROGRAM: string;

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  void loadProgram(join(__dirname, PROGRAM)).start(argv);
}
