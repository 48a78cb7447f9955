import type { Compile } from '../../compiler/options.ts';
import { isoDate } from './clock.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';

/** A stream that a command writes to. */
export interface Stream {
  write(data: string | Uint8Array): void;
  readonly terminal: boolean;
  /** 100 if there is no terminal. */
  readonly columns: number;
  /** Undefined if there is no terminal. */
  readonly rows?: number | undefined;
}

/** The part of the grammar that `vkc fmt` needs, declared here to keep the types of Prettier out. */
export interface Formatter {
  format(
    text: string,
    options: { readonly width: number },
  ): { text: string } | { diagnostics: readonly Diagnostic[] };
}

/** Where the files are that the result of a run depends on, as absolute paths. */
export interface Places {
  /** Folders of which it read files or names. */
  readonly folders: Iterable<string>;
  /** Folders that it compared with what it would write, with all that is in them. */
  readonly trees: Iterable<string>;
  /** What standard output says the next time, if that is not what it says now. */
  readonly output?: string;
}

/** Everything that a command can access of the process. */
export interface Io {
  /** An absolute path. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Loads the compiler when a command needs it, because it is most of the program. */
  readonly compiler: () => Promise<Compile>;
  /** Loads the formatter when a command needs it. Its file is also the plugin for Prettier. */
  readonly formatter: () => Promise<Formatter>;
  /** The current date in the form `2026-11-24`. */
  readonly today: () => string;
  /** Reads all of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
  /**
   * Says what the result depends on, in one or more calls. The run is left out the next time if none of that changed. Null if it has to be made
   * anyway.
   */
  readonly dependsOn?: (places: Places | null) => void;
  /** The folder in which is kept what is known of images, and the name of this very program; without it nothing is kept. */
  readonly store?: { readonly folder: string; readonly program: string };
}

/** `--color` decides first, then NO_COLOR, then whether the stream is a terminal. */
export function useColor(stream: Stream, env: Io['env'], choice: string | null): boolean {
  if (choice === 'always') return true;
  if (choice === 'never') return false;
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return stream.terminal && env['TERM'] !== 'dumb';
}

/**
 * The streams of this process. If the reader closes the pipe (`| head`), output stops but the command goes
 * on.
 */
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
    // Getters, because the size of the window may change.
    get columns() {
      return Math.min(Math.max(stream.columns ?? 100, 40), 160);
    },
    get rows() {
      return stream.rows as number | undefined;
    },
  };
}
