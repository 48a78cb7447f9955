import { byText } from '../../compiler/sdk/by-text.ts';
import { bashCommands } from '../bash/commands.ts';
import type { BashCommand } from '../bash/commands.ts';
import { bashErrors, withoutTemplates } from '../bash/parse.ts';

/** The words of a command line as a shell divides it, without their quotes. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [whole] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+/gs)) {
    words.push(
      whole.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, escaped, double, single) =>
        String(escaped ?? single ?? (double as string).replace(/\\(["\\$`])/g, '$1')),
      ),
    );
  }
  return words;
}

/** Whether a command has others found elsewhere than the machine has them: it sets `PATH`, or reads a file that may. */
export const changesPath = ({ words: [name, ...args], variables }: BashCommand): boolean =>
  [...variables, ...(name === 'export' ? args : [])].some((each) => each.startsWith('PATH=')) ||
  ((name === '.' || name === 'source') && !/^\/etc\/[\w-]+-release$/.test(args[0] ?? ''));

/** The programs that a script calls; `?` where that cannot be said. */
export const programsIn = byText((script): ReadonlySet<string> => {
  const text = withoutTemplates(script);
  if (bashErrors(text).length > 0) return new Set(['?']);
  const called = bashCommands(text).flatMap(({ words }) => words.slice(0, 1));
  return new Set(
    called.map((program) => (/^[\w./+[\]:-]+$/.test(program) ? program.replace(/^.*\//, '') : '?')),
  );
});
