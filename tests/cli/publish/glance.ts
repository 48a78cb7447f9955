import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../cli/host/free-port.ts';

/** An image as the API shows it. */
export type ApiImage = Record<string, unknown> & { id: string; status: string; tags: string[] };

/** A real glance-api. */
export class Glance {
  readonly #stop: () => Promise<void>;
  readonly url: string;
  /** What the openstack client needs to reach it. */
  readonly env: Record<string, string>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
    const { PATH = '', HOME = '/' } = process.env;
    this.env = { PATH, HOME, OS_AUTH_TYPE: 'none', OS_ENDPOINT: url };
  }

  /** `lines` are added to the section DEFAULT of its configuration, `policy` to its rules. */
  static async start(
    lines: readonly string[] = [],
    policy: Record<string, string> = { publicize_image: '' },
  ): Promise<Glance> {
    const folder = mkdtempSync(join(tmpdir(), 'vkc-glance-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'policy.yaml'), JSON.stringify(policy));
    const port = await freePort();
    const script = join(import.meta.dirname, '../../e2e/glance');
    const child = spawn(script, [folder, String(port), ...lines], { stdio: 'ignore', detached: true });
    let code: number | null | undefined;
    const ended = new Promise<void>((resolve) =>
      child.on('exit', (found) => {
        code = found;
        resolve();
      }),
    );
    const kill = () => {
      if (code === undefined) process.kill(-child.pid!, 'SIGKILL');
    };
    process.once('exit', kill);
    const stop = async () => {
      kill();
      await ended;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    };
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 240; tries++) {
      if (await fetch(url).catch(() => null)) return new Glance(url, stop);
      if (code !== undefined) break;
      await sleep(250);
    }
    const log = ['db.log', 'api.log'].map((name) => join(folder, name)).filter((path) => existsSync(path));
    const said = log.map((path) => readFileSync(path, 'utf8').slice(-2000)).join('\n');
    await stop();
    throw new Error(`glance-api does not answer:\n${said}`);
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** All images, hidden ones among them, the oldest first. */
  async images(): Promise<ApiImage[]> {
    const lists = await Promise.all(
      ['', '&os_hidden=true'].map((query) => this.#json(`/v2/images?visibility=all${query}`)),
    );
    const images = lists.flatMap((list) => list['images'] as ApiImage[]);
    return images.sort((a, b) => (String(a['created_at']) < String(b['created_at']) ? -1 : 1));
  }

  image(id: string): Promise<ApiImage> {
    return this.#json(`/v2/images/${id}`) as Promise<ApiImage>;
  }

  /** The projects that an image is shared with. */
  async members(id: string): Promise<unknown[]> {
    const { members } = await this.#json(`/v2/images/${id}/members`);
    return (members as { member_id: string }[]).map((member) => member.member_id).sort();
  }

  /** A record without content, as an upload leaves it that never got further. */
  create(fields: Record<string, unknown>): Promise<ApiImage> {
    return this.#json('/v2/images', 'POST', fields) as Promise<ApiImage>;
  }

  async #json(path: string, method = 'GET', body?: unknown): Promise<Record<string, unknown>> {
    const answer = await fetch(this.url + path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }
}
