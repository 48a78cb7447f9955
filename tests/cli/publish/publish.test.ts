import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentProblem, leastProblems, propertyProblems } from '../../../cli/publish/arrived.ts';
import { changeArgs, releaseArgs } from '../../../cli/publish/calls.ts';
import { clientProblem } from '../../../cli/publish/problems.ts';
import { Secrets } from '../../../cli/publish/secrets.ts';
import { changesOf } from '../../../cli/publish/wanted.ts';
import type { CloudImage, Wanted } from '../../../cli/publish/wanted.ts';
import { vkc } from '../../support/command-line.ts';
import { clientOnPath, compileTree, makeDisk } from '../../support/trees/publish-tree.ts';

/** What a real cloud cannot be brought to do. The rest is in publish.tools.test.ts. */

let root = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vkc-publish-'));
  await compileTree(root, 'xaas-a', 'version = "1"');
  makeDisk(root, 'xaas-a', 1);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** `vkc publish` with a client that does what a script says. */
const publish = (script: string, options: string[] = [], env: Record<string, string> = {}) =>
  vkc(root, ['publish', 'xaas-a', ...options], { env: { PATH: clientOnPath(root, script), ...env } });

const image: CloudImage = {
  id: 'i',
  name: 'a',
  status: 'active',
  visibility: 'private',
  protected: false,
  os_hidden: false,
  owner: 'p',
  disk_format: 'raw',
  size: 3,
  checksum: 'm',
  os_hash_algo: 'sha512',
  os_hash_value: 's',
  created_at: '2026',
  min_disk: 1,
  min_ram: 0,
  tags: ['t'],
  a: '1',
};
const wanted: Wanted = {
  name: 'a',
  visibility: 'private',
  protected: false,
  format: 'raw',
  min_disk: 1,
  min_ram: 0,
  members: [],
  tags: ['t'],
  properties: { a: '1' },
};

describe('credentials', () => {
  const env = {
    OS_PASSWORD: 'hunter2-of-env',
    OS_TOKEN: 'gone-token',
    OS_APPLICATION_CREDENTIAL_SECRET: 's3cr3t',
    OS_USERNAME: 'someone',
  };
  const secrets = [...Object.values(env).slice(0, 3), 'of-the-file', 'gAAAAABkabcdefghijklmnopqrstuvwxyz'];

  test('do not appear in messages on a failed call', async () => {
    mkdirSync(join(root, '.config/openstack'), { recursive: true });
    writeFileSync(
      join(root, '.config/openstack/clouds.yaml'),
      'clouds:\n  a:\n    auth:\n      username: someone\n      password: "of-the-file"\n',
    );
    const told = [
      'Could not log in as someone with $OS_PASSWORD, $OS_TOKEN, $OS_APPLICATION_CREDENTIAL_SECRET, of-the-file',
      'http://u:in-url@cloud/v3 gAAAAABkabcdefghijklmnopqrstuvwxyz {"password": "another"}',
    ].join(' ');
    const { exit, out, err } = await publish(`echo "${told.replaceAll('"', '\\"')}" >&2; exit 1`, [], {
      ...env,
      HOME: root,
    });
    expect(exit).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('Could not log in as someone with ***, ***, ***, ***');
    expect(err).toContain('http://***@cloud/v3 ***');
    for (const secret of [...secrets, 'another', 'in-url']) expect(err).not.toContain(secret);
  });

  test('are not in --dry-run, which calls nothing', async () => {
    const { exit, out, err } = await publish(
      `touch '${root}/called'`,
      ['--dry-run', '--cloud', 'my cloud'],
      env,
    );
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    for (const secret of secrets) expect(out).not.toContain(secret);
    expect(out).toContain("openstack --os-cloud 'my cloud' image create --private ");
    expect(out.split('\n').filter((line) => !line.startsWith('id='))).toEqual([
      '# xaas-a',
      'qemu-img convert -f qcow2 -O raw out/xaas-a/output/xaas-a/xaas-a.qcow2 out/xaas-a/output/xaas-a/xaas-a.publish.raw',
      `openstack --os-cloud 'my cloud' image show "$id"`,
      'rm out/xaas-a/output/xaas-a/xaas-a.publish.raw',
      '',
    ]);
    expect(() => rmSync(join(root, 'called'))).toThrow();
  });

  test('that are short are not replaced within ordinary words', () => {
    const secrets = new Secrets({ env: { OS_PASSWORD: 'a' }, cwd: root });
    expect(secrets.hide('a plain word')).toBe('a plain word');
  });
});

describe('what the cloud refuses', () => {
  test.each([
    ['HttpException: 401: Client Error, The request you have made requires authentication.', 3, '(401)'],
    ['ConflictException: 409: Client Error for url: http://x, Conflict', 1, '(409)'],
    ['HttpException: 403: Client Error for url: http://x, Forbidden', 1, '(403)'],
    ['HttpException: 413: Client Error for url: http://x, Request Entity Too Large', 1, 'quota'],
    ['413: The limit has been exceeded on the number of allowed image properties.', 1, 'more properties'],
    ['Missing value auth-url required for auth plugin password', 3, 'no credentials'],
    ['Something quite new', 1, 'openstack image list failed: Something quite new'],
    ['', 1, 'it said nothing'],
  ])('%s', (said, exit, part) => {
    const problem = clientProblem('image list', said);
    expect(problem.exit).toBe(exit);
    expect(problem.message).toContain(part);
    expect(problem.hint).not.toBe('');
  });

  test('is not reported as success', async () => {
    const { exit, err } = await publish('echo "ConflictException: 409: Conflict" >&2; exit 1');
    expect(exit).toBe(1);
    expect(err).toContain('somebody else is changing the image');
  });

  test('without an answer in the log is reported', async () => {
    const { exit, err } = await publish('echo nothing');
    expect(exit).toBe(3);
    expect(err).toContain('does not show what the cloud answered');
  });
});

test('an image of another project is not treated as one of this project', async () => {
  // A public image of the same disk, which somebody else published.
  const disk = join(root, 'out/xaas-a/output/xaas-a/xaas-a.qcow2');
  const [digest] = execFileSync('sha256sum', [disk], { encoding: 'utf8' }).split(' ');
  const { a: _, ...fields } = image;
  const theirs = { ...fields, owner: 'theirs', vkc_target: 'xaas-a', vkc_artifact: `sha256:${digest}` };
  const script = (project: string) => `echo "$*" >>'${root}/calls'
case " $* " in
  *" token issue "*) echo ${project} ;;
  *" image list "*) echo 'RESP BODY: ${JSON.stringify({ images: [theirs] })}' >&2 ;;
  *) echo 'ConflictException: 409: Conflict' >&2; exit 1 ;;
esac`;
  const calls = () => {
    const text = readFileSync(join(root, 'calls'), 'utf8');
    rmSync(join(root, 'calls'));
    return text;
  };
  expect((await publish(script('ours'))).exit).toBe(1);
  expect(calls()).toMatch(/^image create /m);
  expect((await publish(script('theirs'))).exit).toBe(1);
  expect(calls()).not.toMatch(/^image create /m);
});

describe('what arrived', () => {
  test('is compared by size and by the digest of the cloud', () => {
    const digests = { sha512: 's', md5: 'm' };
    expect(contentProblem(image, 3, digests)).toBe(null);
    expect(contentProblem(image, 4, digests)).toBe('it has 3 bytes, the file 4');
    expect(contentProblem({ ...image, os_hash_value: 'x' }, 3, digests)).toBe('its sha512 differs');
    expect(contentProblem({ ...image, os_hash_algo: 'odd' }, 3, digests)).toBe(null);
    expect(contentProblem({ ...image, os_hash_algo: null, checksum: 'x' }, 3, digests)).toBe(
      'its md5 differs',
    );
    expect(propertyProblems(image, { a: '2', b: '' })).toEqual(['a is "1", not "2"', 'b is null, not ""']);
  });

  test('is changed only where it differs', () => {
    expect(changesOf({ ...image, more: 'x', tags: ['t', 'u'] }, wanted)).toBe(null);
    const changes = changesOf(
      { ...image, os_hidden: true, a: '2' },
      {
        ...wanted,
        name: 'b',
        visibility: 'public',
        protected: true,
        min_disk: 20,
        min_ram: 512,
        tags: ['t', 'u'],
      },
    );
    expect(changeArgs(changes!, 'i').join(' ')).toBe(
      'image set --name b --property a=1 --tag u --public --protected --min-disk 20 --min-ram 512 --unhidden i',
    );
    expect(releaseArgs(wanted, 'i')).toBe(null);
    expect(leastProblems({ ...image, min_disk: 0 }, { ...wanted, min_ram: 512 })).toEqual([
      'min_disk is 0, not 1',
      'min_ram is 0, not 512',
    ]);
  });
});

test('options that contradict each other, and names that are missing', async () => {
  await compileTree(root, 'xaas-b');
  expect(await publish('', ['--keep', '--hide-old'])).toMatchObject({ exit: 2 });
  const { exit, err } = await vkc(root, ['publish'], {});
  expect({ exit, err }).toEqual({
    exit: 2,
    err: 'vkc: Which target do you want to publish?\n     There are xaas-a, xaas-b.\n',
  });
});
