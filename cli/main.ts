import module from 'node:module';
import { version } from './version.generated.ts';

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  // Node.js 22.8 and later keep the compiled code of what is loaded from here on.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  const { start } = await import('./start.ts');
  await start(argv);
}
