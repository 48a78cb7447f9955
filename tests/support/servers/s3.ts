import { execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from '../../../cli/host/free-port.ts';
import { root } from '../examples.ts';

const MOTO = '5.2.5';
/** IAM and S3 calls that are done before moto asks who calls. */
const PREPARATIONS = 4;

export interface S3Server {
  /** Its host and port. */
  readonly host: string;
  /** An address of the cache, in a bucket that is there. */
  readonly address: string;
  /** Of a user who may use S3. */
  readonly keys: Readonly<Record<'VKC_CACHE_USER' | 'VKC_CACHE_PASSWORD', string>>;
}

/** moto on loopback: a server of S3 whose signatures botocore computes. It comes from PyPI, and is kept for the next run. */
export async function s3Server(): Promise<S3Server> {
  const port = await freePort();
  const child = spawn(program(), ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: String(PREPARATIONS) },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${origin}/moto-api/data.json`).catch(() => null);
    if (answer?.ok === true) break;
    if (tries === 300) throw new Error('moto does not answer');
    await wait(100);
  }
  const as = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=a`,
  });
  const call = async (values: Record<string, string>): Promise<string> => {
    const body = new URLSearchParams({ Version: '2010-05-08', UserName: 'robot', ...values });
    const response = await fetch(origin, { method: 'POST', headers: as('iam'), body });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text;
  };
  await call({ Action: 'CreateUser' });
  const key = await call({ Action: 'CreateAccessKey' });
  const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await call({ Action: 'PutUserPolicy', PolicyName: 'all', PolicyDocument });
  const made = await fetch(`${origin}/images`, { method: 'PUT', headers: as('s3') });
  if (!made.ok) throw new Error(await made.text());
  const value = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(key)![1]!;
  return {
    host: `127.0.0.1:${port}`,
    address: `s3://127.0.0.1:${port}/images/the/cache`,
    keys: { VKC_CACHE_USER: value('AccessKeyId'), VKC_CACHE_PASSWORD: value('SecretAccessKey') },
  };
}

function program(): string {
  const folder = join(root, '.work', `moto-${MOTO}`);
  const file = join(folder, 'bin/moto_server');
  if (existsSync(file)) return file;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder]);
  const pip = ['install', '--quiet', '--disable-pip-version-check', `moto[server]==${MOTO}`];
  execFileSync(join(folder, 'bin/pip'), pip);
  return file;
}
