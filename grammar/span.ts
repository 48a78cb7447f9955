/**
 * A stretch of one source file. `file` is the name under which the source was loaded (a POSIX path from the
 * project's root, or `stdlib/roles/docker.vkimage`); `start` and `end` are UTF-16 offsets, end exclusive;
 * `line` is the 1-based line of `start`, kept so that generated files can be mapped without the text.
 */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** From the start of `a` to the end of `b`, both of one file. */
export function cover(a: Span, b: Span): Span {
  return { file: a.file, start: a.start, end: Math.max(a.end, b.end), line: a.line };
}
