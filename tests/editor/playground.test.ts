import { describe, expect, it } from 'vitest';
import { changedLines, compared } from '../../editor/playground/page/baseline.ts';
import { Marked } from '../../editor/playground/page/markdown.ts';
import { asProject, fromFragment, toFragment } from '../../editor/playground/page/share.ts';
import { ServerOfPage } from './page-server.ts';

const SOURCE = 'image shop {\n  version = "1.0.0"\n  os      = [debian12, almalinux9]\n  use nginx\n}\n';

describe('the server of the page', () => {
  it('compiles the open documents as one project', async () => {
    const server = await new ServerOfPage().start();
    server.open(
      'play:/shop.vkimage',
      `import "roles/extra.vkimage"\n${SOURCE.replace('use nginx', 'use extra')}`,
    );
    server.open('play:/roles/extra.vkimage', 'role extra { file "/etc/motd" { source = file("motd") } }\n');
    server.open('play:/roles/motd', 'Hello\n', 'plaintext');
    const all = { root: 'play:/', image: 'shop', target: null };
    const files = (await server.ask('vkc/files', all)) as { path: string; text: string }[];
    expect(files.find(({ path }) => path.endsWith('extra/files/motd'))?.text).toBe('Hello\n');
  });

  it('publishes nothing of a file that is no source', async () => {
    const server = await new ServerOfPage().start();
    server.open('play:/app.py', 'def main( :\n', 'plaintext');
    server.open('play:/shop.vkimage', 'image {\n');
    await server.problemsOf('play:/shop.vkimage');
    expect([...server.published.keys()]).toEqual(['play:/shop.vkimage']);
  });

  it('reads the settings of the project', async () => {
    const server = await new ServerOfPage().start();
    server.open('play:/vkc.yaml', 'rules:\n  no-such-rule: off\n', 'plaintext');
    server.open('play:/shop.vkimage', SOURCE);
    expect(await server.problemsOf('play:/vkc.yaml')).toHaveLength(1);
  });

  it('gives the files of a target with their texts', async () => {
    const server = await new ServerOfPage().start();
    server.open('play:/shop.vkimage', SOURCE);
    const target = { root: 'play:/', image: 'shop', target: 'shop-debian12' };
    const files = (await server.ask('vkc/files', target)) as {
      path: string;
      text: string;
      executable: boolean;
    }[];
    expect(files.find(({ path }) => path === 'seed.sh')).toMatchObject({ executable: true });
    expect(files.find(({ path }) => path === 'shop.pkr.hcl')?.text).toContain('source "qemu"');
  });

  it('answers with the codes of the protocol when it refuses or knows nothing', async () => {
    const server = await new ServerOfPage().start();
    server.open('play:/shop.vkimage', SOURCE);
    await expect(server.ask('no/such', {})).rejects.toMatchObject({ code: -32601 });
    const place = {
      textDocument: { uri: 'play:/shop.vkimage' },
      position: { line: 0, character: 1 },
      newName: 'x',
    };
    await expect(server.ask('textDocument/rename', place)).rejects.toMatchObject({ code: -32803 });
  });

  it('cancels a request that the page takes back', async () => {
    const server = await new ServerOfPage().start();
    server.open('play:/shop.vkimage', SOURCE);
    const asked = server.ask('vkc/targets', {});
    server.notify('$/cancelRequest', { id: server.last });
    await expect(asked).rejects.toMatchObject({ code: -32800 });
  });
});

describe('what is shared', () => {
  const project = {
    files: { 'a.vkimage': SOURCE, 'files/ж.txt': 'é\n' },
    open: 'a.vkimage',
    image: 'shop',
    target: null,
  };

  it('comes back from the address', () => {
    const fragment = toFragment(project);
    expect(fragment).toMatch(/^[\w-]+$/);
    expect(fromFragment(fragment)).toEqual(project);
  });

  it.each(['', 'nothing', '%%%', 'AAAA', toFragment({ files: {}, open: '' })])(
    '%j is no project',
    (fragment) => {
      expect(fromFragment(fragment)).toBe(null);
    },
  );

  it('is no larger than memory allows', () => {
    const large = toFragment({ files: { 'a.vkimage': ' '.repeat(5_000_000) }, open: 'a.vkimage' });
    expect(large.length).toBeLessThan(10_000);
    expect(fromFragment(large)).toBe(null);
  });

  it('keeps texts only, and shows a source first', () => {
    expect(asProject({ files: { b: 1, 'a.txt': 'x', 'c.vkimage': 'y' }, open: 'b' })).toEqual({
      files: { 'a.txt': 'x', 'c.vkimage': 'y' },
      open: 'c.vkimage',
      image: null,
      target: null,
    });
  });
});

it('trees are compared by path and text, without their manifest', () => {
  const before = new Map(Object.entries({ a: '1', b: '2', c: '3', '.vkc/manifest.json': '4' }));
  const after = new Map(Object.entries({ a: '1', b: '5', d: '6', '.vkc/manifest.json': '7' }));
  expect(Object.fromEntries(compared(before, after))).toEqual({
    a: 'same',
    b: 'changed',
    c: 'removed',
    d: 'added',
  });
});

it.each([
  ['a\nb\nc\n', 'a\nx\nc\n', [{ from: 1, to: 1 }]],
  ['a\nc\n', 'a\nb\nc\n', [{ from: 1, to: 1 }]],
  ['a\n', 'a\n', []],
])('lines that differ between %j and %j', (before, after, lines) => {
  expect(changedLines(before, after).map(({ from }) => from)).toEqual(lines.map(({ from }) => from));
});

it('Markdown becomes HTML in which texts can do nothing', () => {
  const html = new Marked().parse(
    'A `<b>` & **x**\n\n- one `1`\n- <img src=x onerror=alert(1)>\n\n```vkimage\nimage <a> {}\n```',
  );
  expect(html).toBe(
    '<p>A <code>&lt;b&gt;</code> &amp; <strong>x</strong></p><ul><li>one <code>1</code></li><li>&lt;img src=x onerror=alert(1)&gt;</li></ul><pre><code>image &lt;a&gt; {}</code></pre>',
  );
});
