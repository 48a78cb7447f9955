import type { Compile } from '../../compiler/options.ts';
import { isoDate } from './clock.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';

/** Where a command's text goes. */
export interface Stream {
  write(data: string | Uint8Array): void;
  readonly terminal: boolean;
  /** 100 where there is no terminal. */
  readonly columns: number;
  /** Undefined where there is no terminal. */
  readonly rows?: number | undefined;
}

/** What `vkc fmt` needs of the grammar. The types of Prettier stay out of here. */
export interface Formatter {
  format(
    text: string,
    options: { readonly width: number },
  ): { text: string } | { diagnostics: readonly Diagnostic[] };
}

/** All that a command sees of the process. */
export interface Io {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Loaded when a command asks for it: the compiler is most of what there is to load. */
  readonly compiler: () => Promise<Compile>;
  /** Loaded when a command asks for it: it stands in a file of its own, which is Prettier's plugin too. */
  readonly formatter: () => Promise<Formatter>;
  /** The day, as `2026-11-24`. */
  readonly today: () => string;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
}

/** `--color` decides, then NO_COLOR, then whether it is a terminal. */
export function useColor(stream: Stream, env: Io['env'], choice: string | null): boolean {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return stream.terminal && env['TERM'] !== 'dumb';
}

/** The streams of this process. A reader that went away (`| head`) ends the output, not the command. */
export function processIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: processStream(process.stdout),
    stderr: processStream(process.stderr),
    compiler: async () => (await import('../../stdlib/index.ts')).compile,
    formatter: () => import('../../grammar/print/prettier-plugin.ts'),
    today: () => isoDate(new Date()),
    stdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

function processStream(stream: NodeJS.WriteStream): Stream {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code === 'EPIPE') return;
    process.exitCode = 3;
    if (stream !== process.stderr) process.stderr.write(`vkc: cannot write the output: ${error.message}\n`);
  });
  return {
    write(data) {
      if (open) stream.write(data);
    },
    terminal: stream.isTTY === true,
    // A window may change its size meanwhile.
    get columns() {
      return Math.min(Math.max(stream.columns ?? 100, 40), 160);
    },
    get rows() {
      return stream.rows as number | undefined;
    },
  };
}
