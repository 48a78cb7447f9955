import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiskHost } from '../../../cli/project/disk-host.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { folder } from '../../support/command-line.ts';

const text = (host: DiskHost, path: string) => {
  const result = host.read(path);
  return result.kind === 'file' ? new TextDecoder().decode(result.bytes) : result.kind;
};

describe('reading', () => {
  it('tells files, folders and what is missing apart', () => {
    const host = new DiskHost(folder({ 'a.txt': 'A', 'sub/b.txt': 'B' }));
    const kinds = ['a.txt', 'sub/b.txt', 'sub', 'nothing', 'a.txt/b', 'a\0b'].map((path) => text(host, path));
    expect(kinds).toEqual(['A', 'B', 'folder', 'missing', 'missing', 'missing']);
  });

  it('stays below the root', () => {
    const root = folder({ 'project/a.txt': 'A', 'project/sub/': '', 'secret.txt': 'S' });
    const project = join(root, 'project');
    symlinkSync('../secret.txt', join(project, 'out.txt'));
    symlinkSync('..', join(project, 'up'));
    symlinkSync('a.txt', join(project, 'in.txt'));
    symlinkSync(join(project, 'a.txt'), join(project, 'absolute.txt'));
    symlinkSync('circle', join(project, 'circle'));
    symlinkSync('gone', join(project, 'dangling'));
    const host = new DiskHost(project);
    const read = (path: string) => text(host, path);
    expect(
      ['out.txt', 'up/secret.txt', '../secret.txt', '/etc/passwd', 'sub/../../secret.txt'].map(read),
    ).toEqual(Array(5).fill('outside'));
    expect(['in.txt', 'absolute.txt', 'up/project/a.txt'].map(read)).toEqual(['A', 'A', 'A']);
    expect(['circle', 'dangling'].map(read)).toEqual(['unreadable', 'missing']);
  });

  it('takes a root that is reached through a link', () => {
    const root = folder({ 'real/a.txt': 'A' });
    symlinkSync('real', join(root, 'link'));
    expect(text(new DiskHost(join(root, 'link')), 'a.txt')).toBe('A');
  });

  it('does not wait for a pipe, and says why a file cannot be read', () => {
    const root = folder({ 'closed.txt': '' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    chmodSync(join(root, 'closed.txt'), 0o000);
    const host = new DiskHost(root);
    expect(host.read('pipe')).toEqual({ kind: 'unreadable', reason: 'it is a named pipe' });
    if (process.getuid?.() !== 0) {
      expect(host.read('closed.txt')).toEqual({ kind: 'unreadable', reason: 'no permission' });
    }
  });
});

describe('globs and lists', () => {
  const names = [
    'a.txt',
    'b.conf',
    'files/a.txt',
    'files/b.txt',
    'files/.hidden',
    'files/deep/c.txt',
    'files/deep/er/d.txt',
    '.dot/e.txt',
    'Z.txt',
    'ä.txt',
  ];
  const files = Object.fromEntries(names.map((name) => [name, name]));

  it('are those of a host in memory', () => {
    const host = new DiskHost(folder(files));
    const memory = memoryHost(files);
    const part = fc.constantFrom(
      '*',
      '**',
      'files',
      'deep',
      '.dot',
      '*.txt',
      '?.txt',
      '{a,b}.*',
      '[ab].txt',
      '.*',
      '{files,.dot}/*',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const pattern = parts.join('/');
        expect(host.glob(pattern), pattern).toEqual(memory.glob(pattern));
      }),
      { numRuns: 500 },
    );
    for (const name of ['files', 'files/deep', 'nothing', 'a.txt']) {
      expect(host.list(name), name).toEqual(memory.list(name));
    }
  });

  it('name links that lead out, so that reading them is an error, and end in circles', () => {
    const root = folder({ 'project/files/a.txt': '', 'secret.txt': '' });
    const project = join(root, 'project');
    symlinkSync('../../secret.txt', join(project, 'files/out.txt'));
    symlinkSync('..', join(project, 'files/circle'));
    mkdirSync(join(project, 'files/folder.txt'));
    const host = new DiskHost(project);
    expect(host.glob('files/*.txt')).toEqual(['files/a.txt', 'files/out.txt']);
    expect(host.list('files')).toEqual(['files/a.txt', 'files/out.txt']);
  });
});
