import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const command: Command = {
  name: 'playground',
  order: 170,
  summary: 'Write a page to try vkc in the browser, with the compiler in it.',
  usage: '[OPTIONS] [FILES…]',
  about: [
    'The page is one HTML file. It needs no server, sends nothing anywhere, and works from a disk or on GitLab Pages. It shows the output beside the source while you type.',
    'FILES are the sources that the page shows first: .vkimage files or the folder of one project. The files that they refer to come with them if they are text. Default: the examples of vkc.',
    'docs/how-to/playground.md shows what the page can do.',
  ],
  options: {
    out: { short: 'o', value: 'FILE', doc: 'The file to write. Default: `playground.html`.' },
    serve: { doc: 'Serve the page on 127.0.0.1 until Ctrl-C, and write no file.' },
    port: { value: 'PORT', doc: 'The port to serve it on. Default: one that is free.' },
  },
  async run(args, io) {
    const port = Number(args.value('port') ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      return fail(usageFailure(`--port ${args.value('port')}: a port is a number up to 65535.`), io);
    if (args.has('port') && !args.has('serve'))
      return fail(usageFailure('--port needs --serve.', 'Example: vkc playground --serve --port 8080'), io);
    if (args.has('serve') && args.has('out'))
      return fail(usageFailure('--serve and --out cannot be combined.', '--serve writes no file.'), io);
    const { playgroundPage } = await import('../playground/page.ts');
    const files = await given(args, io);
    if (typeof files === 'number') return files;
    const page = playgroundPage(files);
    if (!args.has('serve')) return write(page, args, io);
    const { servePage } = await import('../playground/serve.ts');
    try {
      const { url } = await servePage(page, port);
      io.stderr.write(`The playground is at ${url}; Ctrl-C ends it.\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const message = `Port ${port} is in use by another program.`;
      return fail({ exit: EXIT.environment, message, hint: 'Choose another one, or leave out --port.' }, io);
    }
    return new Promise<number>(() => undefined);
  },
};

/** The files that the page shows first; null for the examples, or an exit code. */
async function given(
  { positionals }: Args,
  io: Io,
): Promise<Readonly<Record<string, string>> | null | number> {
  if (positionals.length === 0) return null;
  const { projectFiles } = await import('../playground/project-files.ts');
  const found = await projectFiles(positionals, io);
  if (isFailure(found)) return fail(found, io);
  for (const each of found.left) io.stderr.write(`${each}.\n`);
  return found.files;
}

async function write(page: string, args: Args, io: Io): Promise<number> {
  const { isPlayground } = await import('../playground/page.ts');
  const name = args.value('out') ?? 'playground.html';
  const path = resolve(io.cwd, name);
  if (existsSync(path) && !isPlayground(readFileSync(path, 'utf8'))) {
    const message = `${name} exists and is no playground.`;
    return fail({ exit: EXIT.environment, message, hint: 'Choose another file with --out.' }, io);
  }
  makeFolder(dirname(path));
  writeFileSync(path, page);
  io.stdout.write(`${name} (${Math.ceil(page.length / 1000)} kB): open it in a browser.\n`);
  return EXIT.ok;
}

export default command;
