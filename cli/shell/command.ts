import type { Io } from './io.ts';

/** A command of vkc. Each is the default export of one file in `cli/commands`. */
export interface Command {
  readonly name: string;
  /** Its place in `vkc --help`, which lists the commands in the order in which they are used. */
  readonly order: number;
  /** One line for `vkc --help`. */
  readonly summary: string;
  /** The usage after `vkc NAME`. */
  readonly usage: string;
  /** Paragraphs of the command's help, below its usage. */
  readonly about: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Runs the command. Returns the exit code. */
  run(args: Args, io: Io): Promise<number>;
}

/** The facts about a command that are known without loading it. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ default: Command }>;
}

export interface OptionSpec {
  /** The placeholder of the value in the help (`DIR`); not set for a switch. */
  readonly value?: string;
  /** The placeholder of a second value after the first. Such an option can be given once. */
  readonly second?: string;
  readonly short?: string;
  readonly multiple?: boolean;
  readonly choices?: readonly string[];
  readonly doc: string;
}

/** A parsed command line. */
export class Args {
  readonly positionals: readonly string[];
  readonly #options: ReadonlyMap<string, readonly string[]>;

  constructor(positionals: readonly string[], options: ReadonlyMap<string, readonly string[]>) {
    this.positionals = positionals;
    this.#options = options;
  }

  has(name: string): boolean {
    return this.#options.has(name);
  }

  /** Returns the last value given, or null. */
  value(name: string): string | null {
    return this.#options.get(name)?.at(-1) ?? null;
  }

  /** Returns all values in order. A value may be a list with commas. */
  list(name: string): string[] {
    const parts = this.values(name).flatMap((value) => value.split(','));
    return parts.map((part) => part.trim()).filter((part) => part !== '');
  }

  values(name: string): readonly string[] {
    return this.#options.get(name) ?? [];
  }
}

export const EXIT = {
  ok: 0,
  /** The source is wrong, or the command failed: a build failed, or a check of an image does. */
  source: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The environment is wrong: a file cannot be read or written, or a tool is missing. */
  environment: 3,
  /** An internal error of vkc (EX_SOFTWARE of sysexits). */
  internal: 70,
  /** Ctrl-C (128 + SIGINT, as in shells). */
  interrupted: 130,
} as const;

/** The reason why a command failed, in one line, and the remedy for the next line. */
export interface Failure {
  readonly exit: number;
  readonly message: string;
  readonly hint?: string;
}

export function isFailure(value: object | string): value is Failure {
  return typeof value === 'object' && 'exit' in value && 'message' in value;
}
