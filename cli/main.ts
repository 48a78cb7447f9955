import { join } from 'node:path';
import { loadProgram } from './program.ts';
import { version } from '../emit/version.generated.ts';

/** Name of the file beside this one that holds the rest; set when building. */
declare const PROGRAM: string;

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  void loadProgram(join(__dirname, PROGRAM)).start(argv);
}
