import { builders, printer } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Span } from '../span.ts';
import type { Comment } from '../syntax.ts';

const { breakParent, group, hardline, ifBreak, indent, join, line, lineSuffix, literalline, softline } =
  builders;

type Stretch = Pick<Span, 'start' | 'end'>;

/** One of several things that stand one after the other: members, items, arms. */
export interface Entry {
  readonly span: Stretch;
  readonly doc: Doc;
}

/** `name = value`; `doc` is the value, `loose` the comments within it that go to the end of the line. */
export interface Assignment extends Entry {
  readonly name: string;
  readonly loose: Doc[];
}

/** How entries stand between what is around them. */
interface Setting {
  readonly from: number;
  readonly to: number;
  /** Whether something stands before `from` on its line. */
  readonly opened: boolean;
  /** After every entry, but after the last only when it does not share a line with what follows. */
  readonly separator: string;
  /** Between two entries that may share a line. */
  readonly gap: Doc;
  readonly blankLines: boolean;
}

/** Comments behind what opens the sequence, and the entries with the comments among them. */
interface Sequence {
  readonly lead: Doc[];
  readonly body: Doc[];
}

/** Two spaces on one line, or a new one: members need no other separator. */
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

  /** What is written there, as it is. */
  verbatim({ start, end }: Stretch): Doc {
    const lines = this.#text.slice(start, end).replaceAll('\r\n', '\n').split('\n');
    return lines.length === 1 ? lines[0]! : join(literalline, lines);
  }

  /** Whether a line ends within the stretch. */
  breaks(start: number, end: number): boolean {
    return this.#text.slice(start, end).includes('\n');
  }

  /** Where a mark comes next, outside of comments. */
  find(mark: string, from: number): number {
    let at = this.#text.indexOf(mark, from);
    for (const { span } of this.#comments.slice(...this.#range(from, this.#text.length))) {
      if (at < span.start) break;
      if (at < span.end) at = this.#text.indexOf(mark, span.end);
    }
    return at;
  }

  /** All declarations of a file. */
  file(entries: readonly Entry[]): Doc {
    const setting = { from: 0, to: this.#text.length, opened: false, separator: '', gap: hardline };
    const { body } = this.#sequence(entries, { ...setting, blankLines: true });
    return body.length === 0 ? '' : [...body, hardline];
  }

  /** Members between braces, `span` being that of the braces. On one line only when they were and may be. */
  braces(entries: readonly Entry[], span: Stretch, mayShareLine: boolean): Doc {
    const { lead, body } = this.#between(entries, span, '', MEMBER_GAP);
    if (body.length === 0) return lead.length === 0 ? '{}' : ['{', ...lead, hardline, '}'];
    const shouldBreak = !mayShareLine || this.breaks(span.start, span.end);
    return group(['{', ...lead, indent([line, ...body]), line, '}'], { shouldBreak });
  }

  /** Items with commas between brackets or parentheses; one a line when they do not fit. */
  items(entries: readonly Entry[], [open, close]: readonly [string, string], span: Stretch): Doc {
    const { lead, body } = this.#between(entries, span, ',', line);
    if (body.length === 0) return lead.length === 0 ? open + close : [open, ...lead, hardline, close];
    return group([open, ...lead, indent([softline, ...body]), softline, close]);
  }

  /**
   * Comments within a span but outside of its inner stretches, which lay out their own. There is no line for
   * them, so they go to the end of the one they are on.
   */
  loose(span: Stretch, inner: readonly Stretch[]): Doc[] {
    return this.#comments
      .slice(...this.#range(span.start, span.end))
      .filter(({ span: at }) => !inner.some(({ start, end }) => at.start >= start && at.end <= end))
      .map((comment) => this.#behind(comment));
  }

  /**
   * Padding after the names of assignments, so that the `=` of those on neighbouring lines stand under one
   * another: a blank line, a comment or a value of several lines ends the neighbourhood. Null among the
   * entries stands for something else. `column` is where their lines begin.
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

  /** Whether nothing but the end of a line, and a comment at it, is between two places. */
  #adjoin(end: number, start: number): boolean {
    const [low, high] = this.#range(end, start);
    const between = this.#comments.slice(low, high);
    const own = between.some(({ span }) => this.breaks(end, span.start) || !this.breaks(span.end, start));
    return !own && !this.#blank(end, start);
  }

  /** Whether the value takes more than one line, when the name begins at `column`. */
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

  /** At the end of a line there may be others, so that it can only be a line itself. */
  #behind({ text }: Comment): Doc {
    return [lineSuffix(` ${text.replace(/\s*\n\s*/g, ' ').trimEnd()}`), breakParent];
  }

  #blank(end: number, start: number): boolean {
    return /\n[ \t\r]*\n/.test(this.#text.slice(end, start));
  }

  /** Indices of the comments that begin within a stretch. */
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
