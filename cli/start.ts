import { crash } from './shell/failure.ts';
import { processIo } from './shell/io.ts';
import { run } from './shell/run.ts';

/** Runs a command line in this process. */
export async function start(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const failed = (error: unknown) => process.exit(crash(error, io));
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);
  const code = await run(argv, io);
  // process.exit would cut off output that a pipe has not taken yet.
  if (code !== 0) process.exitCode = code;
}
