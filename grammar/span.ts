/**
 * A stretch of one source file. `file` is the name under which the source was loaded (a POSIX path from the
 * project's root, or `stdlib/roles/docker.vkimage`). `start` and `end` are UTF-16 offsets, end exclusive.
 * `line` is the 1-based line of `start`, stored so that generated files can be mapped without the text.
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** The span from the start of `a` to the end of `b`. Both are in the same file. */
export function cover(a: Span, b: Span): Span {
  return { file: a.file, start: a.start, end: Math.max(a.end, b.end), line: a.line };
}
