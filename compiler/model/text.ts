import type { Value } from './value.ts';

/** How a value reads inside a string, or null when there is no single way to write it. */
export function textOf(value: Value): string | null {
  switch (value.type) {
    case 'string':
    case 'mode':
    case 'jinja':
      return value.value;
    case 'int':
    case 'bool':
      return String(value.value);
    case 'size':
      return formatSize(value.value);
    case 'duration':
      return formatDuration(value.value);
    case 'record':
      return value.name;
    default:
      return null;
  }
}

const SIZES: readonly (readonly [string, number])[] = [
  ['T', 1024 ** 4],
  ['G', 1024 ** 3],
  ['M', 1024 ** 2],
  ['K', 1024],
];

/** Bytes with the largest unit that divides them: `50G`. */
export function formatSize(bytes: number): string {
  const unit = SIZES.find(([, factor]) => bytes >= factor && bytes % factor === 0);
  return unit === undefined ? String(bytes) : `${bytes / unit[1]}${unit[0]}`;
}

/** Seconds with the largest unit that divides them: `10m`. */
export function formatDuration(seconds: number): string {
  for (const [unit, factor] of [
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (seconds >= factor && seconds % factor === 0) return `${seconds / factor}${unit}`;
  }
  return `${seconds}s`;
}

/** Literal text in the form in which Jinja gives it back unchanged. */
export function escapeJinja(text: string): string {
  return text.replace(/\{(?=[{%#])/g, `{{ '{' }}`);
}

/** A text of so many characters at most, as a reader counts them: none is cut in two. */
export function cut(text: string, most: number): string {
  // Each sign of ASCII is a character of its own.
  if (text.length <= most) return text;
  if (/^[ -~]*$/.test(text)) return `${text.slice(0, most - 3).trimEnd()}...`;
  const characters = [...new Intl.Segmenter('en').segment(text.slice(0, most * 20))].map(
    ({ segment }) => segment,
  );
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 3)
        .join('')
        .trimEnd()}...`;
}

/** `a, b and c` */
export function enumerate(items: readonly string[], word = 'and'): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** Compares dotted versions part by part, numbers as numbers: negative, 0 or positive. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(/[.\-+~:]/);
  const right = b.split(/[.\-+~:]/);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = left[i] ?? '0';
    const y = right[i] ?? '0';
    const numbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    const order = numbers ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return 0;
}
