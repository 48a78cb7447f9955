import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeManifest, printManifest } from '../../../emit/tree/manifest.ts';
import { manifestPath } from '../../../emit/tree/places.ts';
import type { OutputFile } from '../../../emit/output.ts';
import { diffTree, planTree, type TreePlan, writeTree } from '../../../emit/tree/write.ts';
import { diskIo, type TreeIo } from '../../../emit/tree/disk.ts';
import { at } from '../../support/values.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vkc-tree-'));
});
afterAll(() => rmSync(root, { recursive: true }));

type Contents = Readonly<Record<string, string>>;

/** Rendered files with their manifest; a name that ends in `.sh` is executable. */
function rendered(contents: Contents): OutputFile[] {
  const files = Object.entries(contents).map(([path, content]): OutputFile => {
    const lines = content.split('\n').slice(1).map((_, i) => at(i + 1)); // prettier-ignore
    return { path, content, executable: path.endsWith('.sh'), lines, origin: at(1) };
  });
  const manifest = printManifest(makeManifest(files));
  return [...files, { path: manifestPath, content: manifest, executable: false, lines: [], origin: at(1) }];
}

const fresh = (): string => join(mkdtempSync(join(root, 't-')), 'xaas-nginx');
const plan = (dir: string, contents: Contents, force = false): TreePlan =>
  planTree(dir, rendered(contents), { force });

function compile(dir: string, contents: Contents, force = false, io = diskIo): TreePlan {
  const made = plan(dir, contents, force);
  expect(made.conflicts).toEqual([]);
  expect(writeTree(made, io)).toEqual({ written: true });
  return made;
}

/** All files of a folder, as text; symbolic links by their target. */
function read(dir: string, below = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      const inner = read(dir, path);
      if (Object.keys(inner).length === 0) found[`${path}/`] = '';
      Object.assign(found, inner);
    } else found[path] = entry.isSymbolicLink() ? '→' : readFileSync(join(dir, path), 'utf8');
  }
  return found;
}

const ours = (contents: Contents): Record<string, string> => ({
  ...contents,
  [manifestPath]: rendered(contents).at(-1)!.content as string,
});

const before: Contents = {
  'a.yml': 'a: 1\n',
  'b.yml': 'b: 1\n',
  'seed.sh': '#!/bin/sh\n',
  'playbook/roles/one/main.yml': 'one\n',
  'playbook/roles/two/main.yml': 'two\n',
  'was/folder/x': 'x\n',
  'was-file': 'y\n',
};
const after: Contents = {
  'a.yml': 'a: 2\n',
  'b.yml': 'b: 1\n',
  'seed.sh': '#!/bin/sh\necho\n',
  'playbook/roles/two/main.yml': 'two\n',
  'playbook/roles/three/main.yml': 'three\n',
  was: 'file now\n',
  'was-file/in': 'folder now\n',
};

describe('writeTree', () => {
  it('makes a tree, changes it, and leaves it alone when nothing changes', () => {
    const dir = fresh();
    expect(compile(dir, before).creates.length).toBe(8);
    expect(read(dir)).toEqual(ours(before));
    expect(statSync(join(dir, 'seed.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(join(dir, 'a.yml')).mode & 0o111).toBe(0);
    utimesSync(join(dir, 'b.yml'), 1000, 1000);
    const change = compile(dir, after);
    expect(change.updates).toEqual(['a.yml', 'seed.sh', manifestPath]);
    expect(change.unchanged).toEqual(['b.yml', 'playbook/roles/two/main.yml']);
    expect(change.stale).toEqual(['playbook/roles/one/main.yml', 'was-file', 'was/folder/x']);
    expect(read(dir)).toEqual(ours(after));
    expect(existsSync(join(dir, 'playbook/roles/one'))).toBe(false);
    expect(statSync(join(dir, 'b.yml')).mtimeMs).toBe(1000_000);
    const same = plan(dir, after);
    expect([same.creates, same.updates, same.stale]).toEqual([[], [], []]);
    const refusing = new Proxy(diskIo, { get: () => expect.fail('touched the disk') });
    expect(writeTree(same, refusing)).toEqual({ written: true });
  });

  it('leaves what others keep in the folder, and folders that hold it', () => {
    const dir = fresh();
    compile(dir, before);
    mkdirSync(join(dir, 'output'));
    writeFileSync(join(dir, 'output/image.qcow2'), 'image');
    writeFileSync(join(dir, 'playbook/roles/one/notes.txt'), 'mine');
    compile(dir, after);
    expect(read(dir)).toEqual({
      ...ours(after),
      'output/image.qcow2': 'image',
      'playbook/roles/one/notes.txt': 'mine',
    });
  });

  it('repairs the executable bit', () => {
    const dir = fresh();
    compile(dir, before);
    chmodSync(join(dir, 'seed.sh'), 0o644);
    chmodSync(join(dir, 'a.yml'), 0o755);
    expect(compile(dir, before).updates).toEqual(['a.yml', 'seed.sh']);
    expect(statSync(join(dir, 'seed.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(join(dir, 'a.yml')).mode & 0o111).toBe(0);
  });
});

describe('conflicts', () => {
  /** Plans without force, expects the conflict and that nothing changes; then forces and expects the new tree. */
  function expectConflict(dir: string, contents: Contents, wanted: unknown, rest: Contents = {}): void {
    const state = read(dirname(dir));
    const made = plan(dir, contents);
    expect(made.conflicts.map(({ path, kind }) => [path, kind])).toEqual(wanted);
    for (const { message } of made.conflicts) expect(message).toMatch(/^\S.*\.$/);
    expect(writeTree(made)).toEqual({ written: false, error: null });
    expect(read(dirname(dir))).toEqual(state);
    compile(dir, contents, true);
    expect(read(dir)).toEqual({ ...ours(contents), ...rest });
  }

  it('sees files that were changed by hand, those that are made no more among them', () => {
    const dir = fresh();
    compile(dir, before);
    writeFileSync(join(dir, 'a.yml'), 'mine\n');
    writeFileSync(join(dir, 'b.yml'), 'mine\n');
    writeFileSync(join(dir, 'playbook/roles/one/main.yml'), 'mine\n');
    expectConflict(dir, after, [
      ['a.yml', 'edited'],
      ['b.yml', 'edited'],
      ['playbook/roles/one/main.yml', 'edited'],
    ]);
  });

  it('takes a file that says by now what it should', () => {
    const dir = fresh();
    compile(dir, before);
    writeFileSync(join(dir, 'a.yml'), after['a.yml']!);
    rmSync(join(dir, 'was-file'));
    rmSync(join(dir, 'b.yml'));
    expect(compile(dir, after).creates).toContain('b.yml');
  });

  it('writes anew what was lost when the machine stopped: files that are empty or hold zeros', () => {
    const dir = fresh();
    compile(dir, before);
    writeFileSync(join(dir, 'a.yml'), '');
    writeFileSync(join(dir, 'b.yml'), '\0\0\0\0');
    writeFileSync(join(dir, 'playbook/roles/one/main.yml'), '');
    compile(dir, after);
    expect(read(dir)).toEqual(ours(after));
    // Nobody knows whose those are that no manifest lists.
    writeFileSync(join(dir, 'c.yml'), '');
    expectConflict(dir, { ...after, 'c.yml': 'c\n' }, [['c.yml', 'foreign']]);
  });

  it('sees files that it did not write', () => {
    const dir = fresh();
    mkdirSync(join(dir, 'playbook'), { recursive: true });
    writeFileSync(join(dir, 'a.yml'), 'someone else\n');
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    expectConflict(dir, before, [['a.yml', 'foreign']], { 'notes.txt': 'mine' });
  });

  it('never goes through a symbolic link', () => {
    const dir = fresh();
    const outside = join(dirname(dir), 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'keep');
    mkdirSync(dir);
    symlinkSync(outside, join(dir, 'playbook'));
    symlinkSync(join(outside, 'precious'), join(dir, 'a.yml'));
    expectConflict(dir, before, [
      ['a.yml', 'in-the-way'],
      ['playbook', 'in-the-way'],
    ]);
    expect(read(outside)).toEqual({ precious: 'keep' });
    expect(lstatSync(join(dir, 'playbook')).isSymbolicLink()).toBe(false);
  });

  it('does not keep its own files behind a symbolic link either', () => {
    const dir = fresh();
    mkdirSync(dir);
    symlinkSync(tmpdir(), join(dir, '.vkc'));
    expectConflict(dir, before, [['.vkc', 'in-the-way']]);
  });

  it('sees folders and files in the way', () => {
    const dir = fresh();
    mkdirSync(join(dir, 'a.yml/inner/empty'), { recursive: true });
    writeFileSync(join(dir, 'playbook'), 'a file');
    expectConflict(dir, before, [['playbook', 'in-the-way']]);
  });

  it('does not delete a folder with files of others, forced or not', () => {
    const dir = fresh();
    mkdirSync(join(dir, 'a.yml'), { recursive: true });
    writeFileSync(join(dir, 'a.yml/precious'), 'keep');
    for (const force of [false, true]) {
      const made = plan(dir, before, force);
      expect(made.conflicts.map(({ path, kind }) => [path, kind])).toEqual([['a.yml', 'in-the-way']]);
      expect(writeTree(made)).toEqual({ written: false, error: null });
    }
    expect(read(dir)).toEqual({ 'a.yml/precious': 'keep' });
  });

  it('says in words what is wrong with a manifest', () => {
    const texts = ['', '{', '[]', '{"generator":"vkc","format":2}', '{"generator":"vkc","format":1}',
      '{"generator":"vkc","format":1,"sources":[],"files":{"../x":{"sha256":"","map":[]}}}',
      '{"generator":"vkc","format":1,"sources":[],"files":{"x":{"sha256":"","map":[[1,0,1]]}}}']; // prettier-ignore
    for (const text of texts) {
      const dir = fresh();
      compile(dir, before);
      writeFileSync(join(dir, manifestPath), text);
      const { was: _, 'was-file/in': __, ...kept } = after as Record<string, string>;
      expectConflict(dir, kept, [[manifestPath, 'manifest']], {
        'playbook/roles/one/main.yml': 'one\n',
        'was/folder/x': 'x\n',
        'was-file': 'y\n',
      });
    }
  });

  it('needs a folder to write into', () => {
    const dir = fresh();
    writeFileSync(dir, '');
    for (const force of [false, true]) {
      expect(plan(dir, before, force).conflicts.map(({ path, kind }) => [path, kind])).toEqual([
        ['', 'in-the-way'],
      ]);
    }
  });
});

it('waits for the disk once for a whole tree: for the manifest, before anything is replaced', () => {
  const steps: string[] = [];
  const io = new Proxy(diskIo, {
    get(target, name: keyof TreeIo) {
      return (...args: readonly never[]) => {
        steps.push(name);
        return (target[name] as (...all: readonly never[]) => unknown)(...args);
      };
    },
  });
  const dir = fresh();
  for (const contents of [before, after]) {
    steps.length = 0;
    compile(dir, contents, false, io);
    expect(steps.filter((name) => name === 'sync')).toHaveLength(1);
    expect(steps.indexOf('sync')).toBeLessThan(steps.indexOf('rename'));
    expect(steps.slice(0, steps.indexOf('sync'))).not.toContain('unlink');
  }
  steps.length = 0;
  compile(dir, after, false, io);
  expect(steps).toEqual([]);
});

describe('a crash', () => {
  /** The disk, without waiting for it. */
  const hasty: TreeIo = {
    ...diskIo,
    write: (path, content, executable) => writeFileSync(path, content, { mode: executable ? 0o777 : 0o666 }),
    sync: () => {},
  };

  /** Fails at the n-th step, and at all that follow. */
  function failing(n: number): { io: TreeIo; steps: () => number } {
    let steps = 0;
    const io = new Proxy(hasty, {
      get(target, name: keyof TreeIo) {
        return (...args: readonly never[]) => {
          steps++;
          if (steps < n) return (target[name] as (...all: readonly never[]) => unknown)(...args);
          // A write that is cut off leaves half a file.
          if (name === 'write' && steps === n) target.write(args[0]! as string, 'half', false);
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        };
      },
    });
    return { io, steps: () => steps };
  }

  function withoutScratch(dir: string): Record<string, string> {
    if (!existsSync(dir)) return {};
    const scratch = /^\.vkc\/(?:staging\/|journal\.json$)|\/$/;
    return Object.fromEntries(Object.entries(read(dir)).filter(([path]) => !scratch.test(path)));
  }

  it.each([
    ['a first compile', {}, before],
    ['a change', before, after],
    ['a change back', after, before],
  ] as const)('at any step of %s leaves files whole and is recovered from without force', (_, from, to) => {
    let finished = false;
    let n = 1;
    for (; !finished; n++) {
      for (const next of [to, from]) {
        const dir = fresh();
        if (Object.keys(from).length > 0) compile(dir, from, false, hasty);
        const old = withoutScratch(dir);
        const { io } = failing(n);
        const result = writeTree(plan(dir, to), io);
        finished = result.written;
        if (!finished) expect(result).toMatchObject({ error: expect.stringContaining('no space left') });
        for (const [path, content] of Object.entries(withoutScratch(dir))) {
          expect([old[path], ours(to)[path]], `${path} after step ${n}`).toContain(content);
        }
        if (Object.keys(next).length === 0) continue;
        compile(dir, next, false, hasty);
        expect(read(dir)).toEqual(ours(next));
      }
    }
    expect(n).toBeGreaterThan(20);
  });
});

describe('diffTree', () => {
  it('gives what the patch tool can apply', () => {
    const dir = fresh();
    const many = (change: string): string =>
      Array.from({ length: 40 }, (_, i) => (i % 13 === 5 ? `${change}\n` : `line ${i}\n`)).join('');
    const first: Contents = { 'a.txt': many('old'), 'gone.txt': 'x\n', 'end.txt': 'a\nb' };
    const second: Contents = { 'a.txt': many('new'), 'b/new.txt': 'y\n\nz\n', 'end.txt': 'a\nc\n' };
    compile(dir, first);
    const diffs = diffTree(plan(dir, second));
    expect(diffs.map(({ path, kind }) => [path, kind])).toEqual([
      ['a.txt', 'update'],
      ['b/new.txt', 'create'],
      ['end.txt', 'update'],
      ['gone.txt', 'delete'],
    ]);
    expect(diffs.slice(1).map(({ text }) => text).join('')).toMatchInlineSnapshot(`
      "--- /dev/null
      +++ b/b/new.txt
      @@ -0,0 +1,3 @@
      +y
      +
      +z
      --- a/end.txt
      +++ b/end.txt
      @@ -1,2 +1,2 @@
       a
      -b
      \\ No newline at end of file
      +c
      --- a/gone.txt
      +++ /dev/null
      @@ -1,1 +0,0 @@
      -x
      "
    `); // prettier-ignore
    execFileSync('git', ['init', '-q'], { cwd: dir });
    execFileSync('git', ['apply', '-'], { cwd: dir, input: diffs.map(({ text }) => text).join('') });
    rmSync(join(dir, '.git'), { recursive: true });
    rmSync(join(dir, '.vkc'), { recursive: true });
    expect(read(dir)).toEqual(second);
  });

  it('names what is no text', () => {
    const dir = fresh();
    const file: OutputFile = { path: 'x.bin', content: new Uint8Array([0, 255]), executable: false, lines: [], origin: at(1) }; // prettier-ignore
    expect(diffTree(planTree(dir, [file], { force: false }))[0]!.text).toBe(
      'Binary files /dev/null and b/x.bin differ\n',
    );
  });
});
