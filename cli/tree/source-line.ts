import { isLibraryFile, LIBRARY_PREFIX } from '../../compiler/model/file-names.ts';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { frame } from '../../compiler/diagnostics/frame.ts';
import { painter } from '../../compiler/diagnostics/paint.ts';
import type { Paint } from '../../compiler/diagnostics/paint.ts';
import { Source } from '../../compiler/model/source.ts';
import { decode } from '../fix/rewrite.ts';
import { display, sourcePath } from './read.ts';
import type { Tree } from './read.ts';

/** A source file that a manifest names. */
export interface TreeSource {
  /** The name in messages, relative to the current folder. */
  readonly shown: string;
  /** Null if the file is not found. */
  readonly text: string | null;
  /** True if it was changed after the tree was written. */
  readonly stale: boolean;
}

export async function sourceOf(name: string, tree: Tree, cwd: string): Promise<TreeSource> {
  if (isLibraryFile(name)) {
    return { shown: name, text: await libraryText(name), stale: false };
  }
  const path = sourcePath(name, tree, cwd);
  if (path === null || !existsSync(path)) return { shown: name, text: null, stale: false };
  const text = decode(readFileSync(path))?.text ?? null;
  return { shown: display(path, cwd), text, stale: statSync(path).mtimeMs > tree.written };
}

export async function libraryText(name: string): Promise<string | null> {
  const { sources } = await import('../../stdlib/sources.generated.ts');
  return sources[name.replace(LIBRARY_PREFIX, 'stdlib/')] ?? null;
}

/**
 * Returns a line of a text in a frame, underlined from its first character that is not blank. Returns no
 * lines if the text does not have that line.
 */
export function lineFrame(
  text: string,
  line: number,
  options: {
    readonly width: number;
    readonly color: boolean;
    readonly paint?: Paint;
    readonly gutter?: number;
  },
): string[] {
  if (line > lineCount(text)) return [];
  const source = new Source('', text);
  const content = source.line(line);
  const begin = line === 1 ? 0 : text.split('\n', line - 1).join('\n').length + 1;
  const start = begin + (/\S/.exec(content)?.index ?? 0);
  const span = source.span(start, Math.max(start, begin + content.trimEnd().length));
  const paint = options.paint ?? painter('hint', options.color);
  const mark = { span, label: '', primary: true };
  return frame(source, [mark], options.gutter ?? String(line).length, options.width, paint);
}

/** Counts lines. A line break at the end of the text begins no new line. */
export function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);
}
