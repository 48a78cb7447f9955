import { describe, expect, test } from 'vitest';
import { ansibleFor, commonAnsible, inWindow, windowText } from '../../../compiler/model/ansible-core.ts';

describe('the releases of ansible-core that work', () => {
  // ansible-core's support matrix, and for https downloads from Python 3.12 on what 2.14.18 did.
  test.each([
    ['2.7', '2.14 to 2.16'],
    ['3.5', '2.14 to 2.15'],
    ['3.6', '2.14 to 2.16'],
    ['3.7', '2.14 to 2.17'],
    ['3.8', '2.14 to 2.19'],
    ['3.9', '2.14 or newer'],
    ['3.11', '2.14 or newer'],
    ['3.12', '2.15 or newer'],
    ['3.13.5', '2.15 or newer'],
    ['3.14', '2.20 or newer'],
    ['', '2.20 or newer'],
  ])('with Python %s: %s', (python, text) => {
    expect(windowText(ansibleFor(python))).toBe(text);
  });

  test('with several Pythons are those that work with each', () => {
    expect(commonAnsible(['3.6', '3.12', '3.9'])).toEqual({ first: '2.15', last: '2.16' });
    expect(commonAnsible(['2.7', '3.6'])).toEqual({ first: '2.14', last: '2.16' });
    expect(commonAnsible(['3.5', '3.12'])).toEqual({ first: '2.15', last: '2.15' });
    expect(windowText(commonAnsible(['3.5', '3.12'])!)).toBe('2.15');
    expect(commonAnsible(['3.6', '3.14'])).toBeNull();
    expect(commonAnsible([])).toEqual({ first: '2.14', last: null });
  });

  test('hold patch releases and candidates of theirs', () => {
    const window = { first: '2.15', last: '2.16' };
    expect(
      ['2.14.18', '2.15.0', '2.16.14', '2.16.0rc1', '2.17.0'].map((each) => inWindow(each, window)),
    ).toEqual(['older', 'fits', 'fits', 'fits', 'newer']);
    expect(inWindow('2.21.5', { first: '2.9', last: null })).toBe('fits');
  });
});
