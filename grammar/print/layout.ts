import { builders, printer } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Span } from '../span.ts';
import type { Comment } from '../syntax.ts';

const { breakParent, group, hardline, ifBreak, indent, join, line, lineSuffix, literalline, softline } =
  builders;

type Stretch = Pick<Span, 'start' | 'end'>;

/** An element of a sequence: a member, an item or an arm. */
export interface Entry {
  readonly span: Stretch;
  readonly doc: Doc;
}

/**
 * `name = value`. `doc` is the value; `loose` holds the comments within it that move to the end of the line.
 */
export interface Assignment extends Entry {
  readonly name: string;
  readonly loose: Doc[];
}

/** The surroundings of a sequence and the way its entries are separated. */
interface Setting {
  readonly from: number;
  readonly to: number;
  /** True if something stands before `from` on its line. */
  readonly opened: boolean;
  /** Stands after every entry. The last entry has it only if a line break follows. */
  readonly separator: string;
  /** Stands between two entries that may share a line. */
  readonly gap: Doc;
  readonly blankLines: boolean;
}

/** `lead`: the comments after the opening mark. `body`: the entries and the comments between them. */
interface Sequence {
  readonly lead: Doc[];
  readonly body: Doc[];
}

/** Members need no separator: two spaces on one line, or a line break. */
const MEMBER_GAP: Doc = [ifBreak('', ' '), line];

/** Lays out sequences and the comments in them. */
export class Layout {
  readonly #text: string;
  readonly #comments: readonly Comment[];
  readonly #width: number;

  constructor(text: string, comments: readonly Comment[], width: number) {
    this.#text = text;
    this.#comments = comments;
    this.#width = width;
  }

  /** The source text of a stretch, unchanged. */
  verbatim({ start, end }: Stretch): Doc {
    const lines = this.#text.slice(start, end).replaceAll('\r\n', '\n').split('\n');
    return lines.length === 1 ? lines[0]! : join(literalline, lines);
  }

  /** True if the stretch contains a line break. */
  breaks(start: number, end: number): boolean {
    return this.#text.slice(start, end).includes('\n');
  }

  /** Offset of the next `mark` outside of comments, or -1. */
  find(mark: string, from: number): number {
    let at = this.#text.indexOf(mark, from);
    for (const { span } of this.#comments.slice(...this.#range(from, this.#text.length))) {
      if (at < span.start) break;
      if (at < span.end) at = this.#text.indexOf(mark, span.end);
    }
    return at;
  }

  /** The document of a whole file. */
  file(entries: readonly Entry[]): Doc {
    const setting = { from: 0, to: this.#text.length, opened: false, separator: '', gap: hardline };
    const { body } = this.#sequence(entries, { ...setting, blankLines: true });
    return body.length === 0 ? '' : [...body, hardline];
  }

  /**
   * The members of a block in braces; `span` covers the braces. They share one line only if they did in the
   * source and `mayShareLine` is true.
   */
  braces(entries: readonly Entry[], span: Stretch, mayShareLine: boolean): Doc {
    const { lead, body } = this.#between(entries, span, '', MEMBER_GAP);
    if (body.length === 0) return lead.length === 0 ? '{}' : ['{', ...lead, hardline, '}'];
    const shouldBreak = !mayShareLine || this.breaks(span.start, span.end);
    return group(['{', ...lead, indent([line, ...body]), line, '}'], { shouldBreak });
  }

  /** Items with commas between brackets or parentheses. If they do not fit, each has its own line. */
  items(entries: readonly Entry[], [open, close]: readonly [string, string], span: Stretch): Doc {
    const { lead, body } = this.#between(entries, span, ',', line);
    if (body.length === 0) return lead.length === 0 ? open + close : [open, ...lead, hardline, close];
    return group([open, ...lead, indent([softline, ...body]), softline, close]);
  }

  /**
   * Comments within a span but outside of its inner stretches, which lay out their own comments. These
   * comments have no line of their own, so they move to the end of the line they are on.
   */
  loose(span: Stretch, inner: readonly Stretch[]): Doc[] {
    return this.#comments
      .slice(...this.#range(span.start, span.end))
      .filter(({ span: at }) => !inner.some(({ start, end }) => at.start >= start && at.end <= end))
      .map((comment) => this.#behind(comment));
  }

  /**
   * Padding after the names of assignments that aligns the `=` on neighbouring lines. A blank line, a comment
   * or a value of several lines ends a group. A null entry stands for something that is no assignment.
   * `column` is where the lines of the entries begin.
   */
  paddings(entries: readonly (Assignment | null)[], column: number): number[] {
    const oneLine = entries.map((entry) => entry !== null && !this.#wraps(entry, column));
    for (;;) {
      const paddings = this.#aligned(entries, oneLine);
      const tooWide = paddings.findIndex(
        (padding, index) => padding > 0 && this.#wraps(entries[index]!, column + padding),
      );
      if (tooWide < 0) return paddings;
      oneLine[tooWide] = false;
    }
  }

  #aligned(entries: readonly (Assignment | null)[], oneLine: readonly boolean[]): number[] {
    const paddings = entries.map(() => 0);
    for (let first = 0; first < entries.length;) {
      let last = first;
      while (oneLine[last] && oneLine[last + 1]) {
        if (!this.#adjoin(entries[last]!.span.end, entries[last + 1]!.span.start)) break;
        last++;
      }
      if (last > first) {
        const run = entries.slice(first, last + 1).map((entry) => entry!.name.length);
        const longest = Math.max(...run);
        for (const [index, length] of run.entries()) paddings[first + index] = longest - length;
      }
      first = last + 1;
    }
    return paddings;
  }

  /** True if there is nothing between two offsets but the end of a line and a comment at it. */
  #adjoin(end: number, start: number): boolean {
    const [low, high] = this.#range(end, start);
    const between = this.#comments.slice(low, high);
    const own = between.some(({ span }) => this.breaks(end, span.start) || !this.breaks(span.end, start));
    return !own && !this.#blank(end, start);
  }

  /** True if the value takes more than one line when the name begins at `column`. */
  #wraps({ name, doc }: Assignment, column: number): boolean {
    const printWidth = Math.max(this.#width - column - name.length - 3, 0);
    return printer
      .printDocToString(doc, { printWidth, tabWidth: 2, useTabs: false })
      .formatted.includes('\n');
  }

  #between(entries: readonly Entry[], span: Stretch, separator: string, gap: Doc): Sequence {
    const setting = { from: span.start + 1, to: span.end - 1, opened: true, separator, gap };
    return this.#sequence(entries, { ...setting, blankLines: separator === '' });
  }

  #sequence(entries: readonly Entry[], setting: Setting): Sequence {
    const lead: Doc[] = [];
    const body: Doc[] = [];
    let end = setting.from;
    let lineInUse = setting.opened;
    let afterComment = false;
    const newLine = (start: number, shareable: boolean) => {
      if (body.length === 0) return;
      if (setting.blankLines && this.#blank(end, start)) body.push(hardline, hardline);
      else body.push(shareable ? setting.gap : hardline);
    };
    for (const entry of [...entries, null]) {
      const start = entry?.span.start ?? setting.to;
      const before: Doc[] = [];
      let begins = start;
      for (const comment of this.#comments.slice(...this.#range(end, start))) {
        const { span } = comment;
        if (entry !== null && !this.breaks(span.end, start)) {
          if (before.length === 0) begins = span.start;
          before.push(this.verbatim(span), ' ');
          continue;
        } else if (lineInUse && !this.breaks(end, span.start)) {
          (body.length === 0 ? lead : body).push(this.#behind(comment));
        } else {
          newLine(span.start, false);
          body.push([this.#own(comment), breakParent]);
          lineInUse = true;
          afterComment = true;
        }
        end = span.end;
      }
      if (entry === null) break;
      newLine(begins, !afterComment);
      const last = entry === entries.at(-1);
      body.push([...before, entry.doc, last ? ifBreak(setting.separator) : setting.separator]);
      end = entry.span.end;
      lineInUse = true;
      afterComment = false;
    }
    return { lead, body };
  }

  #own({ span, text }: Comment): Doc {
    return text.startsWith('/*') ? this.verbatim(span) : text.trimEnd();
  }

  /** Several comments can move to the end of the same line, so each becomes a single line. */
  #behind({ text }: Comment): Doc {
    return [lineSuffix(` ${text.replace(/\s*\n\s*/g, ' ').trimEnd()}`), breakParent];
  }

  #blank(end: number, start: number): boolean {
    return /\n[ \t\r]*\n/.test(this.#text.slice(end, start));
  }

  /** Indices of the comments that begin within a stretch: the first, and the one after the last. */
  #range(start: number, end: number): [number, number] {
    const first = (offset: number) => {
      let [low, high] = [0, this.#comments.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.#comments[middle]!.span.start < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return [first(start), first(end)];
  }
}
