import type { Data } from '../model/data.ts';
import { compareTo, sameData, tests } from './functions.ts';

const isText = (value: Data) => value === null || typeof value !== 'object';
export const inText = (value: Data): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : value === null ? '' : String(value as string);

/** What an operator gives, or undefined where it is not known. */
export function operate(operator: string, a: Data, b: Data): Data | undefined {
  switch (operator) {
    case '==':
      return sameData(a, b);
    case '!=':
      return !sameData(a, b);
    case 'in':
      if (typeof b === 'string') return typeof a === 'string' ? b.includes(a) : undefined;
      return tests['in']!(a, [b]);
    case '~':
      return isText(a) && isText(b) ? inText(a) + inText(b) : undefined;
    case '+':
      if (Array.isArray(a) && Array.isArray(b)) return [...(a as readonly Data[]), ...(b as readonly Data[])];
      if (typeof a === 'string' && typeof b === 'string') return a + b;
  }
  if (typeof a === 'number' && typeof b === 'number') {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '%':
        return a % b;
      case '//':
        return Math.floor(a / b);
      case '<':
      case '>':
      case '<=':
      case '>=':
        return compareNumbers(operator, a, b);
    }
  }
  if (typeof a === 'string' && typeof b === 'string' && ['<', '>', '<=', '>='].includes(operator))
    return compareTo(a, operator, b) === compareTexts(operator, a, b)
      ? compareTexts(operator, a, b)
      : undefined;
  return undefined;
}

const compareNumbers = (operator: string, a: number, b: number) =>
  operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
const compareTexts = (operator: string, a: string, b: string) =>
  operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
