import { describe, expect, it } from 'vitest';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { Host } from '../../compiler/sdk/host.ts';
import folding from '../../editor/features/folding.ts';
import semanticTokens from '../../editor/features/semantic-tokens.ts';
import { parseOnce } from '../../editor/project/kept-trees.ts';
import { Session } from '../../editor/project/session.ts';
import { nextTurn } from '../../editor/text/turn.ts';

const uri = 'play:/shop.vkimage';
const source = (title: string) =>
  `image shop {\n  title = "${title}"\n  os    = [debian12]\n  file "/etc/motd" { source = file("motd") }\n}\n`;

/** A session on one project in memory, and the files that were read of it. */
function session() {
  const read: string[] = [];
  const made = new Session(
    {
      async project(_uri, open) {
        const files = { 'shop.vkimage': open.get(uri) ?? '', motd: 'Hello\n' };
        const host = memoryHost(files);
        const watched: Host = {
          ...host,
          read(path) {
            read.push(path);
            return host.read(path);
          },
        };
        return {
          root: 'play:/',
          entries: ['shop.vkimage'],
          host: watched,
          settings: null,
          libraryUri: () => null,
        };
      },
      sources: async () => [],
    },
    {},
  );
  return { made, read };
}

describe('a project', () => {
  it('is not compiled for what the text alone tells', async () => {
    const { made, read } = session();
    made.open(uri, source('Shop'));
    const place = (await made.place(uri))!;
    expect(semanticTokens.requests['textDocument/semanticTokens/full'](place).data.length).toBeGreaterThan(
      20,
    );
    expect(folding.requests['textDocument/foldingRange'](place)).toHaveLength(1);
    expect(read).toEqual(['shop.vkimage']);
    expect(place.project.diagnostics.map(({ severity }) => severity)).not.toContain('error');
    expect(read).toContain('motd');
  });

  it('keeps the last good images over texts that were never compiled', async () => {
    const { made } = session();
    made.open(uri, source('One'));
    expect((await made.project(uri)).good?.images[0]?.title).toBe('One');
    made.open(uri, source('Two'));
    await made.place(uri);
    made.open(uri, 'image {');
    const { good } = await made.project(uri);
    expect(good?.images[0]?.title).toBe('One');
    made.open(uri, source('Three'));
    expect((await made.project(uri)).good?.images[0]?.title).toBe('Three');
  });
});

describe('a change that arrives while a project is made', () => {
  /** How many turns pass until it arrives. */
  const turns = [0, 1, 2, 3, 4, 5, 6, 8];
  const pass = async (count: number) => {
    for (let i = 0; i < count; i++) await (i % 2 === 0 ? Promise.resolve() : nextTurn());
  };

  it.each(turns)('is in it, after %i turns', async (count) => {
    const { made } = session();
    made.open(uri, source('One'));
    const first = made.project(uri);
    await pass(count);
    made.open(uri, source('Two'));
    await first;
    expect((await made.project(uri)).good?.images[0]?.title).toBe('Two');
  });

  it.each(turns)('is not lost if it is the end of a file, after %i turns', async (count) => {
    const roles = 'play:/roles.vkimage';
    const made = new Session(
      {
        async project(_uri, open) {
          const files = Object.fromEntries([...open].map(([name, text]) => [name.slice(6), text]));
          await nextTurn();
          const entries = Object.keys(files);
          return { root: 'play:/', entries, host: memoryHost(files), settings: null, libraryUri: () => null };
        },
        sources: async () => [],
      },
      {},
    );
    made.open(uri, `import "roles.vkimage"\n${source('One').replace('}\n}', '}\n  use extra\n}')}`);
    made.open(roles, 'role extra { package jq }\n');
    const first = made.project(uri);
    await pass(count);
    made.close(roles);
    await first;
    const [project] = await made.all();
    expect(project?.files.entries).toEqual(['shop.vkimage']);
    expect(project?.diagnostics.map(({ message }) => message).join()).toContain('roles.vkimage');
  });
});

describe('a tree', () => {
  it('is kept as long as the text is the same', () => {
    const first = parseOnce('kept.vkimage', source('One'));
    expect(parseOnce('kept.vkimage', source('One'))).toBe(first);
    expect(parseOnce('other.vkimage', source('One')).file.span.file).toBe('other.vkimage');
    const second = parseOnce('kept.vkimage', source('Two'));
    expect(second).not.toBe(first);
    expect(parseOnce('kept.vkimage', source('Two'))).toBe(second);
  });

  it('is forgotten when many others were asked for since', () => {
    const first = parseOnce('first.vkimage', 'let a = 1\n');
    for (let i = 0; i < 300; i++) parseOnce(`many-${i}.vkimage`, 'let a = 1\n');
    expect(parseOnce('first.vkimage', 'let a = 1\n')).not.toBe(first);
    expect(parseOnce('many-299.vkimage', 'let a = 1\n')).toBe(parseOnce('many-299.vkimage', 'let a = 1\n'));
  });
});
