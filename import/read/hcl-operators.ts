import type { Setting } from '../model/packer.ts';

export const isTrue = (value: Setting): boolean => value === true || value === 'true';

/** An attribute, or an entry of a list. */
export function member(value: Setting | undefined, key: Setting): Setting | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return (value as readonly Setting[])[Number(key)];
  const name = String(key as string);
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, Setting>>)[name] : undefined;
}

export function binary(
  operator: string,
  a: Setting | undefined,
  right: () => Setting | undefined,
): Setting | undefined {
  if (operator === '&&' && a !== undefined && !isTrue(a)) return false;
  if (operator === '||' && a !== undefined && isTrue(a)) return true;
  const b = right();
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case '&&':
    case '||':
      return isTrue(b);
    case '==':
      return JSON.stringify(a) === JSON.stringify(b);
    case '!=':
      return JSON.stringify(a) !== JSON.stringify(b);
    default:
      return arithmetic(operator, Number(a), Number(b));
  }
}

function arithmetic(operator: string, a: number, b: number): Setting | undefined {
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    default:
      return b === 0 ? undefined : a % b;
  }
}
