import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { plural } from '../../compiler/diagnostics/render.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { generatedFrom, locate, sha256 } from '../../emit/tree/manifest.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command, Failure } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import { rootOf } from '../project/find.ts';
import { useColor } from '../shell/io.ts';
import type { Io } from '../shell/io.ts';
import { decode } from '../fix/rewrite.ts';
import { lineCount, lineFrame, libraryText, sourceOf } from '../tree/source-line.ts';
import { display, readTree, treeAround, treesBelow } from '../tree/read.ts';
import type { Tree } from '../tree/read.ts';

const command: Command = {
  name: 'trace',
  order: 70,
  summary: 'Find the source line of a generated line, and the generated lines of a source line.',
  usage: '[OPTIONS] FILE:LINE',
  about: [
    'If FILE is a generated file, prints the line of the .vkimage file that it comes from. If FILE is a .vkimage file, lists the lines that are generated from LINE.',
    'Reads the trees as they are on disk; nothing is compiled.',
  ],
  options: {
    tree: {
      value: 'DIR',
      doc: 'The tree of one image, such as out/xaas-service. FILE is then a path in that tree.',
    },
    out: { short: 'o', value: 'DIR', doc: 'Folder of the trees. Default: `out`.' },
    json: { doc: 'Print JSON.' },
  },
  async run(args, io) {
    const place = placeOf(args.positionals);
    if (isFailure(place)) return fail(place, io);
    const answer = place.file.endsWith('.vkimage')
      ? await forwards(place, args, io)
      : await backwards(place, args, io);
    return isFailure(answer) ? fail(answer, io) : EXIT.ok;
  },
};

interface Place {
  readonly file: string;
  /** The line number, 1-based. */
  readonly line: number;
}

const DONE = {};

function placeOf(given: readonly string[]): Place | Failure {
  const [place] = given;
  if (given.length !== 1 || place === undefined) {
    return usageFailure('`vkc trace` takes one FILE:LINE.', 'Example: vkc trace image.vkimage:12');
  }
  // Editors and compilers add a column after the line; it is ignored.
  const [, file, line] = /^(.+?):(\d{1,9})(?::\d+)?$/.exec(place) ?? [];
  if (file === undefined || Number(line) === 0) {
    return usageFailure(
      `${place}: has no line number.`,
      `Example: vkc trace ${place.replace(/:.*$/, '')}:12`,
    );
  }
  return { file, line: Number(line) };
}

/** Traces a generated line to the source. */
async function backwards({ file, line }: Place, args: Args, io: Io): Promise<object | Failure> {
  const found = treeOf(file, args, io);
  if (isFailure(found)) return found;
  const { tree, path } = found;
  const shown = display(join(tree.dir, path), io.cwd);
  const origin = locate(tree.manifest, path, line);
  const full = join(tree.dir, path);
  if (origin === null) {
    const near = suggest(path, tree.manifest.files.keys());
    const hint =
      near === null ? 'The tree has a list of its files in .vkc/manifest.json.' : `Did you mean ${near}?`;
    return usageFailure(`${shown}: is no file that vkc wrote.`, hint);
  }
  const bytes = existsSync(full) ? readFileSync(full) : null;
  const generated = bytes === null ? null : decode(bytes);
  if (generated !== null && line > lineCount(generated.text)) {
    return usageFailure(`${shown}: has ${plural(lineCount(generated.text), 'line')} only.`);
  }
  if (bytes !== null && sha256(bytes) !== tree.manifest.files.get(path)!.sha256) {
    io.stderr.write(`vkc: ${shown} was changed since vkc wrote it; lines may have moved.\n`);
  }
  const source = await sourceOf(origin.file, tree, io.cwd);
  if (source.stale) staleNote(source.shown, io);
  if (args.has('json')) {
    io.stdout.write(`${JSON.stringify({ file: source.shown, line: origin.line })}\n`);
    return DONE;
  }
  const from = generated === null ? [] : framed(generated.text, line, args, io);
  const to = source.text === null ? [] : framed(source.text, origin.line, args, io);
  const answer = [`${shown}:${line}`, ...from, `comes from ${source.shown}:${origin.line}`, ...to];
  io.stdout.write(`${answer.join('\n')}\n`);
  return DONE;
}

/** Traces a source line to everything that is generated from it. */
async function forwards({ file, line }: Place, args: Args, io: Io): Promise<object | Failure> {
  const dir = args.value('tree');
  const one = dir === null ? null : readTree(resolve(io.cwd, dir), dir);
  if (one !== null && isFailure(one)) return one;
  const trees = one === null ? treesBelow(resolve(io.cwd, args.value('out') ?? 'out'), io.cwd) : [one];
  if (isFailure(trees)) return trees;
  const library = isLibraryFile(file);
  const path = resolve(io.cwd, file);
  if (!library && !existsSync(path)) return usageFailure(`${file}: there is no such file.`);
  const name = library ? file : relative(rootOf(path), path).split(sep).join('/');
  const using = trees.filter(({ manifest }) => manifest.sources.includes(name));
  if (using.length === 0) {
    const places = trees.map((tree) => display(tree.dir, io.cwd)).join(', ');
    return usageFailure(
      `Nothing in ${places} comes from ${file}.`,
      'Say with --out or --tree where its tree is.',
    );
  }
  const text = library ? await libraryText(file) : (decode(readFileSync(path))?.text ?? null);
  if (text !== null && line > lineCount(text)) {
    return usageFailure(`${file}: has ${plural(lineCount(text), 'line')} only.`);
  }
  if (!library && using.some(({ written }) => statSync(path).mtimeMs > written)) staleNote(file, io);
  const found = using.flatMap((tree) =>
    generatedFrom(tree.manifest, name, line).map(({ path: at, from, to }) => {
      const full = join(tree.dir, at);
      return { file: display(full, io.cwd), from, to: to ?? Math.max(from, endOf(full)) };
    }),
  );
  if (args.has('json')) {
    io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return DONE;
  }
  const head = text === null ? [] : [`${file}:${line}`, ...framed(text, line, args, io)];
  if (found.length === 0) {
    io.stdout.write([...head, 'Nothing is generated from this line alone.', ''].join('\n'));
    return DONE;
  }
  const places = found.map(({ file: at, from, to }) =>
    from === to ? `${at}:${from}` : `${at}:${from}-${to}`,
  );
  io.stdout.write([...head, 'gives', ...places, ''].join('\n'));
  return DONE;
}

/** Returns the tree that contains a generated file, and the file's path in the tree. */
function treeOf(file: string, args: Args, io: Io): { tree: Tree; path: string } | Failure {
  const dir = args.value('tree');
  if (dir !== null) {
    const tree = readTree(resolve(io.cwd, dir), dir);
    return isFailure(tree) ? tree : { tree, path: within(tree, resolve(tree.dir, file)) };
  }
  const path = resolve(io.cwd, file);
  const around = treeAround(path, io.cwd);
  if (around !== null && isFailure(around)) return around;
  // A path that exists is relative to the current folder. Any other path is looked up in the trees below.
  if (around !== null) return { tree: around, path: within(around, path) };
  const trees = treesBelow(resolve(io.cwd, args.value('out') ?? 'out'), io.cwd);
  if (isFailure(trees)) return trees;
  const name = file.replace(/^\.\//, '');
  const having = trees.filter(({ manifest }) => manifest.files.has(name));
  const [tree] = having;
  if (tree === undefined) {
    const near = suggest(name, new Set(trees.flatMap(({ manifest }) => [...manifest.files.keys()])));
    return usageFailure(
      `${file}: is in no tree of vkc.`,
      near === null ? 'Name the tree with --tree.' : `Did you mean ${near}?`,
    );
  }
  if (having.length > 1) {
    const places = having.map((each) => display(each.dir, io.cwd)).join(', ');
    return usageFailure(`${file}: is in ${having.length} trees: ${places}.`, 'Name the tree with --tree.');
  }
  return { tree, path: name };
}

function within(tree: Tree, path: string): string {
  return relative(tree.dir, path).split(sep).join('/');
}

function staleNote(source: string, io: Io): void {
  io.stderr.write(`vkc: ${source} was changed since the tree was written; lines may have moved.\n`);
  io.stderr.write('     Run `vkc compile` to write it again.\n');
}

function framed(text: string, line: number, args: Args, io: Io): string[] {
  const color = useColor(io.stdout, io.env, args.value('color'));
  return lineFrame(text, line, { color, width: io.stdout.columns });
}

function endOf(path: string): number {
  const text = existsSync(path) ? decode(readFileSync(path))?.text : undefined;
  return text === undefined ? 0 : lineCount(text);
}

export default command;
