import { visible } from '../../compiler/diagnostics/width.ts';
import { EXIT } from './command.ts';
import type { Failure } from './command.ts';
import type { Io } from './io.ts';
import { version } from '../../emit/version.generated.ts';

/** Prints a failure and its remedy. Returns the exit code. */
export function fail({ exit, message, hint }: Failure, io: Io): number {
  io.stderr.write(`vkc: ${visible(message)}\n`);
  if (hint !== undefined) io.stderr.write(`     ${visible(hint)}\n`);
  return exit;
}

/** Turns an error of the operating system into a failure; returns null for any other error. */
export function environment(error: unknown, io: Io): number | null {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || syscall === undefined) return null;
  const isNoPlace = code === 'ENOENT' && syscall === 'mkdir';
  const reason = isNoPlace ? NO_FOLDERS : (REASONS[code] ?? error.message);
  return fail({ exit: EXIT.environment, message: path === undefined ? reason : `${path}: ${reason}` }, io);
}

/** As in `/proc`, and where a link leads to nothing. */
const NO_FOLDERS = 'no folder can be made there. Choose another one.';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission. Check its owner and mode.',
  EPERM: 'the system does not permit it. Check its owner.',
  ENOSPC: 'no space is left on the device. Free some, or choose another folder.',
  EDQUOT: 'the quota is used up. Free some space, or choose another folder.',
  EROFS: 'the file system is read-only. Choose another folder.',
  ENOTDIR: 'a part of the path is a file, not a folder. Choose another path.',
  EEXIST: 'already exists and is not a folder. Remove it or choose another path.',
  EISDIR: 'is a folder, but a file is needed.',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n).',
  ENAMETOOLONG: 'the path is too long.',
  ELOOP: 'symbolic links form a loop.',
};

/** Reports an internal error of vkc, and asks the user to report it. */
export function crash(error: unknown, io: Io): number {
  const what = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    [
      `vkc: internal error: ${visible(what.split('\n')[0]!)}`,
      '     Sorry: this is a bug in vkc, not a mistake in your file. Please report it, with the .vkimage file, the',
      `     command, and this: vkc ${version}, Node.js ${process.version}, ${process.platform} ${process.arch}.`,
      '     VKC_DEBUG=1 in the environment shows where it happened.',
      '',
    ].join('\n'),
  );
  if (io.env['VKC_DEBUG'] === '1' && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return EXIT.internal;
}
