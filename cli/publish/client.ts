import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { runProcess } from '../host/process.ts';
import { clientProblem, noClient } from './problems.ts';
import { Secrets } from './secrets.ts';
import type { CloudImage } from './wanted.ts';

/** The openstack client. It has the credentials and the address of the cloud. */
export class Client {
  readonly #io: Io;
  readonly #before: readonly string[];
  readonly #secrets: Secrets;
  readonly #signal: AbortSignal;

  /** `cloud` names an entry of clouds.yaml; null leaves the choice to the environment. */
  constructor(io: Io, cloud: string | null, signal: AbortSignal) {
    this.#io = io;
    this.#before = cloudArgs(cloud);
    this.#secrets = new Secrets(io);
    this.#signal = signal;
  }

  /** Runs a command. Returns its output without white space around it. */
  async call(args: readonly string[], signal = this.#signal): Promise<string | Failure> {
    const ended = await this.#run(args, signal);
    return isFailure(ended) ? ended : ended.stdout.trim();
  }

  /**
   * Returns the images in the answer of a command, as the API sends them. They are read from the client's
   * log, because its output changes the types of some properties and prints `true` for an
   * `os_require_quiesce` of "no".
   */
  async images(args: readonly string[], signal = this.#signal): Promise<CloudImage[] | Failure> {
    const answers = await this.#answers(args, signal);
    if (isFailure(answers)) return answers;
    const images = answers.flatMap((body) =>
      Array.isArray(body['images']) ? (body['images'] as CloudImage[]) : 'disk_format' in body ? [body] : [],
    ) as CloudImage[];
    return images.length > 0 || answers.some((body) => Array.isArray(body['images'])) ? images : silent;
  }

  /** Returns the projects in the answer of a command that lists the members of an image. */
  async members(args: readonly string[]): Promise<string[] | Failure> {
    const answers = await this.#answers(args, this.#signal);
    if (isFailure(answers)) return answers;
    const lists = answers.flatMap(({ members }) => (Array.isArray(members) ? [members as unknown[]] : []));
    if (lists.length === 0) return silent;
    return lists.flat().flatMap((member) => {
      const { member_id: project } = (member ?? {}) as { readonly member_id?: unknown };
      return typeof project === 'string' ? [project] : [];
    });
  }

  /** Runs a command. Returns what the API answered, from the client's log. */
  async #answers(args: readonly string[], signal: AbortSignal): Promise<Record<string, unknown>[] | Failure> {
    const ended = await this.#run(args, signal, ['--debug']);
    if (!isFailure(ended)) return bodies(ended.stderr);
    // The log contains the reason only among text that must not be shown.
    const plain = ended.exit === INTERRUPTED ? ended : await this.#run(args, signal);
    return isFailure(plain) ? plain : ended;
  }

  /**
   * Returns the project of the credentials; null if the client cannot tell it, for example without Keystone.
   */
  async project(): Promise<string | null> {
    const answer = await this.call(['token', 'issue', '-f', 'value', '-c', 'project_id']);
    return typeof answer === 'string' && /^[\w-]+$/.test(answer) ? answer : null;
  }

  async #run(args: readonly string[], signal: AbortSignal, before: readonly string[] = []) {
    // In another locale, Python would fail on names with letters that the locale lacks.
    const env = { ...this.#io.env, PYTHONUTF8: '1', PYTHONIOENCODING: 'utf-8' };
    const options = { cwd: this.#io.cwd, env, signal };
    const ended = await runProcess('openstack', [...this.#before, ...before, ...args], options);
    if (ended.because === 'missing') return noClient;
    if (ended.because === 'aborted') return interrupted;
    if (ended.code === 0) return ended;
    return clientProblem(args.slice(0, 2).join(' '), this.#secrets.hide(ended.stderr));
  }
}

const silent: Failure = {
  exit: EXIT.environment,
  message: 'The openstack client does not show what the cloud answered.',
  hint: 'It has done so from version 3 to 7: check `openstack --version`.',
};

export const cloudArgs = (cloud: string | null): string[] => (cloud === null ? [] : ['--os-cloud', cloud]);

const INTERRUPTED = 130;
export const interrupted: Failure = { exit: INTERRUPTED, message: 'Interrupted.' };

/** Returns the JSON bodies of the API's answers from the client's log. */
function bodies(log: string): Record<string, unknown>[] {
  return [...log.matchAll(/RESP BODY: (\{.*\})[ \t\r]*$/gm)].flatMap(([, text]) => {
    try {
      return [JSON.parse(text!) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}
