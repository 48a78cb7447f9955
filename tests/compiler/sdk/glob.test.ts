import { describe, expect, it } from 'vitest';
import { globMatcher, globProblem } from '../../../compiler/sdk/glob.ts';

const matches = (pattern: string, name: string): boolean => globMatcher(pattern)(name);

describe('a glob', () => {
  it.each([
    ['*.conf', ['a.conf', 'ä.conf'], ['a.conf2', 'x/a.conf', '.conf']],
    ['**/*.conf', ['a.conf', 'x/y/a.conf'], ['.x/a.conf', 'x/.y/a.conf', 'x/.a.conf']],
    ['x/**', ['x/a', 'x/y/a'], ['x/.a', 'a']],
    ['.*', ['.a'], ['a']],
    ['?.txt', ['a.txt'], ['ab.txt', '.txt']],
    ['[a-c].txt', ['b.txt'], ['d.txt', '-.txt']],
    ['[!a].txt', ['b.txt'], ['a.txt']],
    ['{a,b/c}.txt', ['a.txt', 'b/c.txt'], ['b.txt']],
    ['a\\*', ['a*'], ['ab']],
    ['+(a).txt', ['+(a).txt'], ['a.txt', 'aa.txt']],
    ['!a', ['!a'], ['b']],
    ['#a', ['#a'], []],
    ['a{b', ['a{b'], ['ab']],
  ])('%s', (pattern, inside, outside) => {
    expect(globProblem(pattern)).toBeNull();
    expect(inside.filter((name) => !matches(pattern, name))).toEqual([]);
    expect(outside.filter((name) => matches(pattern, name))).toEqual([]);
  });

  it.each([
    ['[z-a]', 'the range `z-a` in `[z-a]` runs backwards'],
    ['x/[!9-0]*', 'the range `9-0` in `[!9-0]` runs backwards'],
    ['{a,b}'.repeat(10), 'its groups stand for more than 1000 patterns'],
    ['{0..99999}', 'its groups stand for more than 1000 patterns'],
    ['a'.repeat(10_001), 'it is longer than 10000 characters'],
  ])('%.12s has a problem, and matches nothing', (pattern, problem) => {
    expect(globProblem(pattern)).toBe(problem);
    expect(matches(pattern, 'a')).toBe(false);
  });

  // With a backtracking matcher this one runs for minutes.
  it('takes no time to fail on a long name', () => {
    const name = 'a'.repeat(250);
    expect(matches('*a*a*a*a*a*a*a*a*b', name)).toBe(false);
    expect(matches(`${'*a'.repeat(40)}*b`, name)).toBe(false);
    expect(matches(`${'**/a*/'.repeat(20)}b`, Array(100).fill('aa').join('/'))).toBe(false);
  });
});
