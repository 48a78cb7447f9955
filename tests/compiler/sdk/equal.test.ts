import { describe, expect, it } from 'vitest';
import { equal } from '../../../compiler/sdk/equal.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile } from '../../../stdlib/index.ts';

describe('data that is compared in every part', () => {
  it('is equal if all of it is', () => {
    const data = () => ({ a: [1, 'x', null], b: new Map([['k', { c: undefined }]]) });
    expect(equal(data(), data())).toBe(true);
    expect(equal(data(), { ...data(), a: [1, 'x', 0] })).toBe(false);
    expect(equal({ a: 1, b: undefined }, { a: 1 })).toBe(false);
    expect(equal(new Map(Object.entries({ a: 1, b: 2 })), new Map(Object.entries({ b: 2, a: 1 })))).toBe(
      false,
    );
    expect(equal([], {})).toBe(false);
    expect(equal(new Set([1]), new Set([1]))).toBe(false);
  });

  it('lets variants share the runs that are the same in them', () => {
    const own = (text: string) =>
      `image a {\n  os = [debian12]\n  file "/etc/a" { content = "${text}" mode = 0644 }\n  variant large { build { memory = 8G } }\n}\n`;
    const runs = (text: string) => {
      const host = memoryHost({ 'a.vkimage': own(text) });
      const { images } = compile({ host, entries: ['a.vkimage'] });
      return images[0]!.targets.map(({ provision }) => provision);
    };
    const [plain, large] = runs('all');
    expect(large).toBe(plain);
    const [one, other] = runs('${build.memory}');
    expect(other).not.toEqual(one);
  });
});
