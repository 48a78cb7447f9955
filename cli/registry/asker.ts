import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import type { Address } from './address.ts';

/** Why something could not be had from a registry, or not be put there. */
export class RegistryError extends Error {
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly hint: string;

  constructor(message: string, hint: string, status: number | null = null) {
    super(message);
    this.status = status;
    this.hint = hint;
  }

  get failure(): Failure {
    return { exit: EXIT.environment, message: this.message, hint: this.hint };
  }
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Statuses that the caller handles. Others are errors. */
  readonly expect: readonly number[];
  /** Milliseconds until the answer begins. */
  readonly patience?: number;
}

const PATIENCE = 60_000;

/** What keeps files under names, and is asked over HTTP. */
export abstract class Asker {
  readonly address: Address;
  /** Ends everything that is asked. */
  readonly signal: AbortSignal;
  protected readonly env: Io['env'];

  constructor(address: Address, env: Io['env'], signal: AbortSignal) {
    this.address = address;
    this.env = env;
    this.signal = signal;
  }

  /**
   * Asks for a path below the repository, such as `manifests/TAG`, or for the absolute address that an answer named. `controller` ends the
   * answer.
   */
  abstract ask(path: string, asking: Asking, controller?: AbortController): Promise<Response>;

  /** Waits until an answer begins, unless the run ends before. */
  protected async fetch(
    url: URL,
    init: RequestInit,
    controller: AbortController,
    patience = PATIENCE,
  ): Promise<Response> {
    const stop = () => controller.abort();
    this.signal.addEventListener('abort', stop);
    if (this.signal.aborted) stop();
    const timer = setTimeout(stop, patience);
    try {
      return await fetch(url, { ...init, signal: controller.signal });
    } catch (error) {
      throw this.unreachable(error);
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', stop);
    }
  }

  /** What an error of the network means. */
  unreachable(error: unknown): RegistryError {
    if (error instanceof RegistryError) return error;
    const { kind, host } = this.address;
    const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
    const reason = name === 'AbortError' ? 'it does not answer' : (cause?.code ?? cause?.message ?? message);
    const what = kind === 'oci' ? 'registry' : 'storage';
    const hint = /EPROTO|SSL|WRONG_VERSION/.test(`${reason} ${cause?.message}`)
      ? `If it has no TLS, write ${kind}+http:// in place of ${kind}://.`
      : `See whether the address is right, and the ${what} runs.`;
    return new RegistryError(`The ${what} ${host} cannot be reached: ${reason}.`, hint);
  }
}
