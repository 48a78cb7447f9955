import { common } from './args.ts';
import type { Command, CommandEntry, OptionSpec } from './command.ts';

/** Prints `vkc --help`. */
export function overview(commands: Readonly<Record<string, CommandEntry>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]): Row => [name, summary]);
  return [
    'Compiles .vkimage files to Packer and Ansible trees for images of VK Cloud.',
    '',
    'Usage: vkc COMMAND [OPTIONS] [FILES…]',
    '',
    'Commands:',
    ...table([...rows, ['help COMMAND', 'Show what a command does and its options.']]),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'Show this help.'],
      ['-V, --version', 'Show the version.'],
    ]),
    '',
    'Exit codes: 0 success, 1 an error in the source or the image, 2 an error in the call, 3 an error in the environment.',
    '',
  ].join('\n');
}

/** Prints `vkc help COMMAND`. */
export function commandHelp({ name, summary, usage, about, options }: Command): string {
  const rows = Object.entries({ ...options, ...common }).map(([option, spec]): Row => [
    signature(option, spec),
    spec.doc,
  ]);
  return [
    summary,
    '',
    `Usage: vkc ${name} ${usage}`,
    '',
    ...about.flatMap((paragraph) => [...wrap(paragraph, WIDTH), '']),
    'Options:',
    ...table(rows),
    '',
  ].join('\n');
}

type Row = readonly [string, string];

function signature(name: string, { short, value, second }: OptionSpec): string {
  const long = [`--${name}`, value, second].filter((part) => part !== undefined).join(' ');
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

const WIDTH = 88;

/** Prints two columns. The second is wrapped and indented to its own start. */
function table(rows: readonly Row[]): string[] {
  const left = Math.max(...rows.map(([head]) => head.length)) + 2;
  return rows.flatMap(([head, text]) => {
    const lines = wrap(text, WIDTH - left - 2);
    return lines.map((line, i) => `  ${(i === 0 ? head : '').padEnd(left)}${line}`);
  });
}

/** Splits a text into lines of at most `width` characters, if its words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
