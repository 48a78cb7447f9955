import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allSystems } from '../../cli/explain/examples.ts';
import { realParts } from '../../cli/reference/tested.ts';
import { library } from '../../stdlib/index.ts';
import { partly } from '../support/role-tables.ts';
import { root } from '../support/examples.ts';

/*
 * `npm run test:real` without the internet: a server on this machine stands in for those of the base images, and a program for vkc that
 * compiles for real but builds and verifies nothing.
 */
const base = 'a base image\n';
const sha = (algorithm: string) => createHash(algorithm).update(base).digest('hex');
const image = 'cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2';
const pages: Record<string, string> = {
  [image]: base,
  'cloud.debian.org/images/cloud/trixie/latest/SHA512SUMS': `${'0'.repeat(128)}  other.qcow2\n${sha('sha512')}  debian-13-genericcloud-amd64.qcow2\n`,
  'repo.almalinux.org/almalinux/9/cloud/x86_64/images/AlmaLinux-9-GenericCloud-latest.x86_64.qcow2': base,
  'repo.almalinux.org/almalinux/9/cloud/x86_64/images/CHECKSUM': `SHA256 (AlmaLinux-9-GenericCloud-latest.x86_64.qcow2) = ${'1'.repeat(64)}\n`,
};
const asked: string[] = [];
const server = createServer((request, response) => {
  const path = request.url!.slice(1);
  asked.push(path);
  const page = pages[path];
  response.writeHead(page === undefined ? 404 : 200).end(page);
});
let mirror = '';
const results = mkdtempSync(join(tmpdir(), 'vkc-real-test-'));
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(results, { recursive: true, force: true });
  rmSync(join(root, '.work/real/base/debian-13-genericcloud-amd64.qcow2'), { force: true });
});

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const standIn = ['--mirror', mirror, '--vkc', 'tests/real/stand-in-vkc.mjs', '--results', results];
  const child = spawn(process.execPath, ['tests/real/run.mjs', ...standIn, ...args], {
    cwd: root,
    env: { ...process.env, BASE: base, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += String(data)));
  const code = await new Promise((done) => child.on('close', done));
  return { code, output };
}

interface Result {
  readonly date: string;
  readonly vkc: string;
  readonly image: { readonly url: string; readonly sha256: string };
  readonly roles: Readonly<Record<string, { readonly state: string; readonly note?: string }>>;
}
const resultOf = (system: string) =>
  JSON.parse(readFileSync(join(results, `${system}.json`), 'utf8')) as Result;

test('every role of the library is used in it', async () => {
  const roles = Object.keys(library.sources).flatMap(
    (file) => /^vkc:roles\/(.+)\.vkimage$/.exec(file)?.[1] ?? [],
  );
  const { code, output } = await run(['--roles', 'none', 'debian13']);
  expect(code).toBe(2);
  const listed = /Roles: (.*)\.$/m.exec(output)![1]!.split(', ');
  expect([...listed, 'vm_init', 'playbooks', 'cleanup'].sort()).toEqual(roles.sort());
});

describe('what is asked for', () => {
  test.each([
    [[], /^Name systems\. Systems: almalinux10, .*ubuntu2404, all\.$/m],
    [['plan9'], /^There is no system plan9\./],
  ])('%j is told what there is', async (args, said) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output).toMatch(said);
  });
});

describe('a system on which all is well', () => {
  test('has the digest of its base image, from the library’s own address', async () => {
    const { code, output } = await run(['--roles', 'nginx,docker', 'debian13']);
    expect(output).toContain('debian13: nginx: passed');
    expect(code).toBe(0);
    expect(asked).toContain(image);
    const { date, image: from, roles } = resultOf('debian13');
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(from).toEqual({ url: `https://${image}`, sha256: sha('sha256') });
    expect(Object.entries(roles).map(([name, { state }]) => `${name} ${state}`)).toEqual([
      'cleanup passed',
      'docker passed',
      'nginx passed',
      'playbooks passed',
      'vm_init passed',
    ]);
  });

  test('does not download again what it has', async () => {
    asked.length = 0;
    await run(['--roles', 'nginx', 'debian13']);
    expect(asked.map((path) => path.replace(/^.*\//, ''))).toEqual(['SHA512SUMS']);
  });
});

describe('what is wrong', () => {
  test('a role whose image is not built is found by building each alone', async () => {
    const { code } = await run(['--roles', 'docker,nginx,redis', 'debian13'], {
      UNBUILT: 'redis',
      BROKEN: 'docker',
    });
    expect(code).toBe(1);
    const { roles } = resultOf('debian13');
    expect(roles.redis).toEqual({ state: 'failed', note: 'error: real: the role redis fails' });
    expect(roles.docker).toEqual({ state: 'failed', note: 'What docker makes is there: broken' });
    expect(roles.nginx).toEqual({ state: 'passed' });
    expect(roles.vm_init).toEqual({ state: 'passed' });
  });

  test('a check that fails is told of the role whose it is', async () => {
    const { code } = await run(['--roles', 'docker,nginx', 'debian13'], { BROKEN: 'nginx' });
    expect(code).toBe(1);
    const { roles } = resultOf('debian13');
    expect([roles.docker!.state, roles.nginx!.state]).toEqual(['passed', 'failed']);
  });

  test('an image with another checksum than its vendor lists is not used', async () => {
    const { code, output } = await run(['--roles', 'nginx', 'almalinux9']);
    expect(code).toBe(1);
    expect(output).toContain(`its sha256 is ${sha('sha256')}`);
  });

  test('so is one that is not there', async () => {
    const { code, output } = await run(['--roles', 'nginx', 'rocky9']);
    expect(code).toBe(1);
    expect(output).toContain('/CHECKSUM: 404');
  });
});

describe('the table of the docs', () => {
  const all = allSystems().map(({ name }) => name);
  const result = {
    date: '2026-11-29',
    vkc: '0.1.0',
    image: { url: `https://${image}`, sha256: 'a'.repeat(64) },
    roles: {
      docker: { state: 'failed', note: 'it does not start' },
      java: { state: 'refused' },
      nginx: { state: 'passed' },
    },
  };

  test('says when, on what, and what came of it', () => {
    const [rows, missing] = realParts({ debian13: result }, all);
    expect(rows).toContain(
      '`debian13` | 2026-11-29 | `debian-13-genericcloud-amd64.qcow2` `sha256:aaaaaaaaaaaa…` | 0.1.0 | nginx | docker: failed: it does not start; java: refused |',
    );
    expect(missing).toContain('Not run yet on: ');
    expect(missing).not.toContain('`debian13`');
    expect(realParts({}, all)).toHaveLength(1);
  });

  test('has systems and roles that there are', () => {
    const { systems } = JSON.parse(readFileSync(join(root, 'stdlib/tested-real.json'), 'utf8')) as {
      systems: Record<string, Result>;
    };
    expect(all).toEqual(expect.arrayContaining([...Object.keys(systems), ...Object.keys(partly)]));
  });

  test('takes results as they come', async () => {
    const table = join(results, 'table.json');
    writeFileSync(table, '{ "systems": { "rocky9": {} } }');
    writeFileSync(join(results, 'debian13.json'), JSON.stringify(result));
    const script = `import { record } from ${JSON.stringify(join(root, 'tests/real/record.mjs'))};\nrecord([${JSON.stringify(join(results, 'debian13.json'))}], ${JSON.stringify(table)});`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: root });
    expect(await new Promise((done) => child.on('close', done))).toBe(0);
    expect(JSON.parse(readFileSync(table, 'utf8'))).toEqual({ systems: { debian13: result, rocky9: {} } });
  });
});
