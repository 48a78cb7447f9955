import { describe, expect, it } from 'vitest';
import { cut } from '../../../compiler/model/text.ts';

describe('a text that is cut', () => {
  it('keeps to the number of characters', () => {
    expect(cut('short', 10)).toBe('short');
    expect(cut('a text that is too long', 10)).toBe('a text...');
  });

  it('has no half of a character', () => {
    expect(cut('🎉'.repeat(20), 10)).toBe(`${'🎉'.repeat(7)}...`);
    expect(cut('👩‍👩‍👧'.repeat(20), 10)).toBe(`${'👩‍👩‍👧'.repeat(7)}...`);
    expect(cut('🎉'.repeat(10), 10)).toBe('🎉'.repeat(10));
  });
});
