import { join } from 'node:path';
import { count, plural, renderText } from '../../compiler/diagnostics/render.ts';
import { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { usageFailure } from '../shell/args.ts';
import { secretsInSource } from '../project/secrets-in-source.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { environment, fail } from '../shell/failure.ts';
import { displayName, findProjects } from '../project/find.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';
import { decode, readText, rewrite } from '../fix/rewrite.ts';
import type { DiskText } from '../fix/rewrite.ts';

const WIDTHS = { least: 40, most: 400 };

const command: Command = {
  name: 'fmt',
  order: 40,
  summary: 'Format .vkimage files.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'FILES are .vkimage files, folders (every .vkimage file in them) or glob patterns. Default: the current folder. Files that git ignores are left out.',
    'Prints the names of the files that it changed. A file with syntax errors is not changed.',
  ],
  options: {
    check: {
      doc: 'List the files that are not formatted, exit with 1 if there are any, and write nothing.',
    },
    stdin: { doc: 'Read one source from standard input and write it to standard output.' },
    width: { value: 'N', doc: 'Maximum length of lines, where it can be kept. Default: 100.' },
  },
  async run(args, io) {
    const width = widthOf(args);
    if (width === null) {
      const range = `It takes a number from ${WIDTHS.least} to ${WIDTHS.most}.`;
      return fail(usageFailure(`\`${args.value('width')}\` is not a value for --width.`, range), io);
    }
    const { format } = await io.formatter();
    const formatted: Formatted = async (name, found) => {
      if (found === null) return fail({ exit: EXIT.source, message: `${name}: is not UTF-8 text.` }, io);
      const result = format(found.text, { width });
      return 'text' in result ? result.text : unreadable(name, found.text, result.diagnostics, args, io);
    };
    if (args.has('stdin')) return stdin(formatted, args, io);
    const projects = findProjects(args.positionals, io.cwd);
    if (isFailure(projects)) return fail(projects, io);
    let exit: number = EXIT.ok;
    const worse = (code: number) => (exit = Math.max(exit, code));
    const differing: string[] = [];
    for (const { root, entries } of projects) {
      for (const entry of entries) {
        const name = displayName(root, entry, io.cwd);
        try {
          const found = readText(join(root, entry));
          const text = await formatted(name, found);
          if (typeof text === 'number') worse(text);
          else if (found!.mark || found!.text !== text) {
            if (!args.has('check')) rewrite(join(root, entry), text);
            differing.push(name);
          }
        } catch (error) {
          // A file that cannot be read or written does not stop the formatting of the others.
          const code = environment(error, io);
          if (code === null) throw error;
          worse(code);
        }
      }
    }
    for (const name of differing) io.stdout.write(`${name}\n`);
    if (!args.has('check') || differing.length === 0) return exit;
    const message = `${plural(differing.length, 'file')} would be formatted.`;
    return worse(fail({ exit: EXIT.source, message, hint: 'Run `vkc fmt` without --check to do it.' }, io));
  },
};

type Formatted = (name: string, found: DiskText | null) => Promise<string | number>;

async function stdin(formatted: Formatted, args: Args, io: Io): Promise<number> {
  if (args.positionals.length > 0) return fail(usageFailure('--stdin takes no FILES.'), io);
  const name = '<stdin>';
  const found = decode(await io.stdin());
  const text = await formatted(name, found);
  if (typeof text === 'number') return text;
  if (!args.has('check')) {
    io.stdout.write(text);
    return EXIT.ok;
  }
  if (!found!.mark && found!.text === text) return EXIT.ok;
  return fail({ exit: EXIT.source, message: 'The text would be formatted.' }, io);
}

function widthOf(args: Args): number | null {
  const text = args.value('width') ?? '100';
  const width = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return width >= WIDTHS.least && width <= WIDTHS.most ? width : null;
}

async function unreadable(
  name: string,
  text: string,
  found: readonly Diagnostic[],
  args: Args,
  io: Io,
): Promise<number> {
  const diagnostics = found.map((each) => {
    const related = each.related.map((other) => ({ ...other, span: { ...other.span, file: name } }));
    return { ...each, span: { ...each.span, file: name }, related };
  });
  const options = {
    color: useColor(io.stderr, io.env, args.value('color')),
    width: io.stderr.columns,
    secrets: await secretsInSource(),
  };
  io.stderr.write(renderText(diagnostics, new Map([[name, new Source(name, text)]]), options));
  const errors = plural(count(diagnostics, 'error'), 'error');
  return fail({ exit: EXIT.source, message: `${name}: is left as it is, for its ${errors}.` }, io);
}

export default command;
