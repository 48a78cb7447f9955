import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { playgroundPage } from '../../../cli/playground/page.ts';
import { servePage } from '../../../cli/playground/serve.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';

const held = (page: string) =>
  JSON.parse(
    /(?<=<script type="application\/json" id="project">)[\s\S]*?(?=<\/script>)/.exec(page)![0],
  ) as unknown;

test('it writes the page, and writes it again over an earlier one', async () => {
  const cwd = folder();
  const { exit, out, err } = await vkc(cwd, ['playground']);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatch(/^playground\.html \(\d+ kB\): open it in a browser\.\n$/);
  expect(held(readFileSync(join(cwd, 'playground.html'), 'utf8'))).toBe(null);
  expect((await vkc(cwd, ['playground', '-o', 'public/index.html'])).exit).toBe(0);
  expect((await vkc(cwd, ['playground', '-o', 'public/index.html'])).exit).toBe(0);
  expect(readdirSync(join(cwd, 'public'))).toEqual(['index.html']);
});

test('a file that is something else stays as it is', async () => {
  const cwd = folder({ 'index.html': '<!doctype html><title>mine</title>' });
  expect(await vkc(cwd, ['playground', '--out', 'index.html'])).toEqual({
    exit: 3,
    out: '',
    err: 'vkc: index.html exists and is no playground.\n     Choose another file with --out.\n',
  });
  expect(readFileSync(join(cwd, 'index.html'), 'utf8')).toContain('mine');
});

test('the page holds the sources of a project and what they refer to', async () => {
  const cwd = folder({
    'shop/shop.vkimage':
      'image shop {\n  os = [debian12]\n  file "/etc/motd" { source = file("files/motd") }\n  file "/opt/x" { source = file("files/x") }\n}\n',
    'shop/files/motd': '</script><script>alert(1)</script>\n',
    'shop/files/other': 'nobody asks for it\n',
    'shop/files/x': new Uint8Array([0xff, 0x00]),
    'shop/vkc.yaml': 'rules:\n  plain-http: off\n',
  });
  const { exit, err } = await vkc(cwd, ['playground', 'shop'], { compile });
  expect({ exit, err }).toEqual({ exit: 0, err: 'files/x: left out, because it is not text.\n' });
  const page = readFileSync(join(cwd, 'playground.html'), 'utf8');
  const { files } = held(page) as { files: Record<string, string> };
  expect(Object.keys(files).sort()).toEqual(['files/motd', 'shop.vkimage', 'vkc.yaml']);
  expect(files['files/motd']).toBe('</script><script>alert(1)</script>\n');
  expect(page).not.toContain('alert(1)</script>');
});

test('the page holds hand-written roles, and says which libraries it does not hold', async () => {
  const cwd = folder({
    'shop/shop.vkimage':
      'import "lib:acme/roles"\n\nimage shop {\n  os = [debian12]\n  use hand\n  use base\n}\n\n# By hand.\nrole hand {\n  from = path("roles/hand")\n}\n',
    'shop/roles/hand/tasks/main.yml':
      '- ansible.builtin.template: { src: a.j2, dest: /etc/a, mode: "0644" }\n',
    'shop/roles/hand/templates/a.j2': 'hi\n',
    'shop/vkc.yaml': 'libraries:\n  acme: ../acme\n',
    'acme/roles.vkimage': '# Base.\nrole base {\n  package jq\n}\n',
  });
  const { exit, err } = await vkc(cwd, ['playground', 'shop'], { compile });
  expect({ exit, err }).toEqual({
    exit: 0,
    err: 'lib:acme: left out, because the page has the files of one project.\n',
  });
  const { files } = held(readFileSync(join(cwd, 'playground.html'), 'utf8')) as {
    files: Record<string, string>;
  };
  const role = ['roles/hand/tasks/main.yml', 'roles/hand/templates/a.j2'];
  expect(Object.keys(files).sort()).toEqual([...role, 'shop.vkimage', 'vkc.yaml']);
});

test.each([
  [['--port', '8080'], 'vkc: --port needs --serve.\n     Example: vkc playground --serve --port 8080\n'],
  [
    ['--serve', '--port', 'x'],
    'vkc: --port x: a port is a number up to 65535.\n     Run `vkc playground --help` for the options.\n',
  ],
  [['--serve', '-o', 'x'], 'vkc: --serve and --out cannot be combined.\n     --serve writes no file.\n'],
])('%j is refused', async (argv, message) => {
  const { exit, err } = await vkc('/', ['playground', ...argv]);
  expect(exit).toBe(2);
  expect(err.split('\n')[0]).toBe(message.split('\n')[0]);
});

test('files of two projects are refused', async () => {
  const source = 'image a { os = [debian12] }\n';
  const cwd = folder({ 'a/a.vkimage': source, 'b/b.vkimage': source });
  const { exit, err } = await vkc(cwd, ['playground', 'a', 'b'], { compile });
  expect(exit).toBe(2);
  expect(err).toContain('The playground takes the files of one project.');
});

function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number | undefined; text: string }>((done, failed) => {
    const asked = request(url, { headers, method }, (response) => {
      let text = '';
      response.on('data', (part) => void (text += part));
      response.on('end', () => done({ status: response.statusCode, text }));
    });
    asked.on('error', failed).end();
  });
}

test('it is served to this machine only, under its own names', async () => {
  const page = playgroundPage(null);
  const { url, close } = await servePage(page, 0);
  onTestFinished(close);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await get(url)).toEqual({ status: 200, text: page });
  expect((await get(`${url}?a`)).status).toBe(200);
  expect((await get(`${url}etc/passwd`)).status).toBe(404);
  expect((await get(url, {}, 'POST')).status).toBe(405);
  expect((await get(url, { host: 'example.org' })).status).toBe(403);
  const port = new URL(url).port;
  const { exit, err } = await vkc('/', ['playground', '--serve', '--port', port]);
  expect(exit).toBe(3);
  expect(err).toContain(`Port ${port} is in use by another program.`);
});

test('an earlier page is known by its text', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'playground.html'), playgroundPage({ 'a.vkimage': 'image a {}\n' }));
  expect((await vkc(cwd, ['playground'])).exit).toBe(0);
});
