import type { Io } from './io.ts';

/** A sub-command; each is the default export of one file in `cli/commands`. */
export interface Command {
  readonly name: string;
  /** Its place in `vkc --help`, which lists the commands in the order of use. */
  readonly order: number;
  /** One line for `vkc --help`. */
  readonly summary: string;
  /** What follows `vkc NAME`. */
  readonly usage: string;
  /** Paragraphs of the command's own help, below its usage. */
  readonly about: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The exit code. */
  run(args: Args, io: Io): Promise<number>;
}

/** What is known of a command without loading it. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<{ default: Command }>;
}

export interface OptionSpec {
  /** What stands for the value in the help (`DIR`); none for a switch. */
  readonly value?: string;
  /** What stands for a second value, which follows the first; the option is given once. */
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

  /** The last value given, or null. */
  value(name: string): string | null {
    return this.#options.get(name)?.at(-1) ?? null;
  }

  /** Every value given, in order; commas separate values too. */
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
  /** The source is wrong, or what was asked for did not come about: a build failed, a point does not hold. */
  source: 1,
  /** The call is wrong. */
  usage: 2,
  /** The environment is: a file cannot be read or written, a tool is missing. */
  environment: 3,
  /** A mistake in vkc (EX_SOFTWARE of sysexits). */
  internal: 70,
  /** Ctrl-C (128 + SIGINT, as shells have it). */
  interrupted: 130,
} as const;

/** Why a command cannot do its work, in one line, and what to do in the next. */
export interface Failure {
  readonly exit: number;
  readonly message: string;
  readonly hint?: string;
}

export function isFailure(value: object | string): value is Failure {
  return typeof value === 'object' && 'exit' in value && 'message' in value;
}
