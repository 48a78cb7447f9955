import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { runProcess } from '../host/process.ts';
import { clientProblem, noClient } from './problems.ts';
import { Secrets } from './secrets.ts';
import type { CloudImage } from './wanted.ts';

/** The openstack client, which has the credentials and knows where the cloud is. */
export class Client {
  readonly #io: Io;
  readonly #before: readonly string[];
  readonly #secrets: Secrets;
  readonly #signal: AbortSignal;

  /** `cloud` is one of clouds.yaml; null leaves the choice to the environment. */
  constructor(io: Io, cloud: string | null, signal: AbortSignal) {
    this.#io = io;
    this.#before = cloudArgs(cloud);
    this.#secrets = new Secrets(io);
    this.#signal = signal;
  }

  /** What a call answers, without white space around it. */
  async call(args: readonly string[], signal = this.#signal): Promise<string | Failure> {
    const ended = await this.#run(args, signal);
    return isFailure(ended) ? ended : ended.stdout.trim();
  }

  /**
   * The images that a call is about, as the API gives them. The client makes other types of some properties, and `true`
   * of an `os_require_quiesce` that is "no"; only what it logs of the answer is what the cloud has.
   */
  async images(args: readonly string[], signal = this.#signal): Promise<CloudImage[] | Failure> {
    const ended = await this.#run(args, signal, ['--debug']);
    if (isFailure(ended)) {
      // In the log the reason is buried, among what nobody should see.
      const plain = ended.exit === INTERRUPTED ? ended : await this.#run(args, signal);
      return isFailure(plain) ? plain : ended;
    }
    const answers = bodies(ended.stderr);
    const images = answers.flatMap((body) =>
      Array.isArray(body['images']) ? (body['images'] as CloudImage[]) : 'disk_format' in body ? [body] : [],
    ) as CloudImage[];
    if (images.length > 0 || answers.some((body) => Array.isArray(body['images']))) return images;
    return {
      exit: EXIT.environment,
      message: 'The openstack client does not show what the cloud answered.',
      hint: 'It has done so from version 3 to 7: check `openstack --version`.',
    };
  }

  /** The project that the credentials are for; null where the client cannot say, as without Keystone. */
  async project(): Promise<string | null> {
    const answer = await this.call(['token', 'issue', '-f', 'value', '-c', 'project_id']);
    return typeof answer === 'string' && /^[\w-]+$/.test(answer) ? answer : null;
  }

  async #run(args: readonly string[], signal: AbortSignal, before: readonly string[] = []) {
    // Python would fail on names that the locale has no letters for.
    const env = { ...this.#io.env, PYTHONUTF8: '1', PYTHONIOENCODING: 'utf-8' };
    const options = { cwd: this.#io.cwd, env, signal };
    const ended = await runProcess('openstack', [...this.#before, ...before, ...args], options);
    if (ended.because === 'missing') return noClient;
    if (ended.because === 'aborted') return interrupted;
    if (ended.code === 0) return ended;
    return clientProblem(args.slice(0, 2).join(' '), this.#secrets.hide(ended.stderr));
  }
}

export const cloudArgs = (cloud: string | null): string[] => (cloud === null ? [] : ['--os-cloud', cloud]);

const INTERRUPTED = 130;
export const interrupted: Failure = { exit: INTERRUPTED, message: 'Interrupted.' };

/** The JSON bodies of what the API answered, as the client's log has them. */
function bodies(log: string): Record<string, unknown>[] {
  return [...log.matchAll(/RESP BODY: (\{.*\})[ \t\r]*$/gm)].flatMap(([, text]) => {
    try {
      return [JSON.parse(text!) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}
