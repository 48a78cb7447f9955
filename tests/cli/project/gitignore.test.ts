import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ignores } from '../../../cli/project/gitignore.ts';
import { folder } from '../../support/command-line.ts';

const names = [
  'a',
  'b.log',
  'out/x',
  'out/y.log',
  'src/out/z',
  'src/a',
  'src/deep/b.log',
  'src/deep/[x]',
  '#c',
  '!d',
  'e ',
];

/** As git walks: what is in an ignored folder is ignored. */
function ignored(root: string, name: string): boolean {
  const parts = name.split('/');
  let ignores = Ignores.above(root);
  for (let i = 1; i <= parts.length; i++) {
    const path = join(root, ...parts.slice(0, i));
    if (i > 1) ignores = ignores.within(dirname(path));
    if (ignores.ignores(path, i < parts.length)) return true;
  }
  return false;
}

it('leaves out files that git ignores', () => {
  const root = folder(Object.fromEntries(names.map((name) => [name, ''])));
  execFileSync('git', ['init', '-q', root]);
  const piece = fc.constantFrom(
    '*',
    '**',
    'a',
    'out',
    'src',
    'deep',
    '*.log',
    '?',
    '[a-c]*',
    '[!a]',
    'x',
    'b.*',
    '**/out',
    'out/**',
    '\\#c',
    '\\!d',
    '#c',
    'e\\ ',
    'y.log',
    '\\[x\\]',
  );
  const line = fc
    .tuple(
      fc.constantFrom('', '', '!'),
      fc.constantFrom('', '', '/'),
      fc.array(piece, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '/', ' '),
    )
    .map(([not, slash, parts, end]) => `${not}${slash}${parts.join('/')}${end}`);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), fc.array(line, { maxLength: 2 }), (top, inner) => {
      writeFileSync(join(root, '.gitignore'), top.join('\n'));
      writeFileSync(join(root, 'src/.gitignore'), inner.join('\n'));
      const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
        cwd: root,
        input: names.join('\0'),
        encoding: 'utf8',
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
      });
      const expected = new Set(stdout.split('\0').filter((name) => name !== ''));
      expect(names.filter((name) => ignored(root, name))).toEqual(names.filter((name) => expected.has(name)));
    }),
    { numRuns: 150 },
  );
});

it('reads an ignored folder if it is named', () => {
  const root = folder({ '.gitignore': '.work/\n*.log\n', '.work/one/.gitignore': 'b\n', '.work/one/a': '' });
  execFileSync('git', ['init', '-q', root]);
  const named = join(root, '.work/one');
  const ignores = Ignores.above(named);
  expect(ignores.ignores(join(named, 'a'), false)).toBe(false);
  expect(ignores.ignores(join(named, 'b'), false)).toBe(true);
  expect(Ignores.above(root).ignores(join(root, '.work'), true)).toBe(true);
});
