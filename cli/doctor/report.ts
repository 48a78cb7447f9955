import { visible } from '../../compiler/diagnostics/width.ts';
import type { Finding } from './findings.ts';

const MARKS: Readonly<Record<Finding['state'], readonly [word: string, color: string]>> = {
  ok: ['ok', '32'],
  missing: ['missing', '31'],
  wanted: ['no', '33'],
};

/** Prints one line per finding, with its remedy below it. */
export function printFindings(all: readonly Finding[], color: boolean): string {
  const name = Math.max(...all.map(({ title }) => title.length));
  const version = Math.max(...all.map((each) => each.version?.length ?? 0));
  const lines = all.flatMap(({ title, state, version: number, detail, remedy }) => {
    const [word, code] = MARKS[state];
    const mark = word.padEnd(7);
    const painted = color ? `\u001b[${code}m${mark}\u001b[0m` : mark;
    const head = `${painted}  ${title.padEnd(name)}  ${(number ?? '').padEnd(version)}  ${visible(detail)}`;
    return remedy === null ? [head] : [head, `${' '.repeat(9 + name + 2 + version)}  -> ${remedy}`];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Returns the last line of the report. */
export function conclusion(all: readonly Finding[], names: readonly string[]): string {
  const missing = all.filter(({ state }) => state === 'missing').map(({ title }) => title);
  const what = names.length === 0 ? 'Images' : names.length > 3 ? `${names.length} images` : names.join(', ');
  if (missing.length > 0) return `${what} cannot be built here: ${missing.join(', ')} missing.\n`;
  const machines = all.filter(({ id }) => id === 'kvm');
  const fast = machines.every(({ state }) => state === 'ok');
  return `${what} can be built here${fast ? '' : ', emulated'}.\n`;
}
