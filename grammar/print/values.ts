import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Entry, Layout } from './layout.ts';
import type { Enclosure } from '../parse/recovery.ts';
import type { Span } from '../span.ts';
import type { Binary, Call, Expr, MapExpr, MatchExpr, Name, Pattern, StringExpr } from '../syntax.ts';

const { group, ifBreak, indent, join, line, softline } = builders;

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/** `k, v`, or `v` alone. */
export const loopNames = ({
  index,
  variable,
}: {
  readonly index: Name | null;
  readonly variable: Name;
}): string => (index === null ? variable.text : `${index.text}, ${variable.text}`);

/** Prints values. Texts and numbers stay as written. */
export class ValuePrinter {
  readonly layout: Layout;
  readonly #enclosed: ReadonlyMap<Expr, Enclosure>;

  constructor(layout: Layout, enclosed: ReadonlyMap<Expr, Enclosure>) {
    this.layout = layout;
    this.#enclosed = enclosed;
  }

  /** `column` is where the line begins on which the value begins, or farther to the right. */
  value(node: Expr, column: number): Doc {
    const enclosed = this.#enclosed.get(node)?.depth ?? 0;
    let doc = this.#bare(node, column + 2 * enclosed);
    for (let n = enclosed; n > 0; n--) {
      doc = group(['(', indent([softline, doc]), softline, ')']);
    }
    return doc;
  }

  #bare(node: Expr, column: number): Doc {
    switch (node.node) {
      case 'string':
      case 'int':
      case 'size':
      case 'duration':
      case 'mode':
      case 'bool':
      case 'unset':
      case 'ref':
      case 'bad':
        return this.layout.verbatim(node.span);
      case 'list':
        return this.layout.items(this.#entries(node.items, column), ['[', ']'], node.span);
      case 'map':
        return this.#map(node, column);
      case 'listfor': {
        const test = node.test === null ? '' : [line, 'if ', this.value(node.test, column + 2)];
        const head = ['for ', loopNames(node), ' in ', this.value(node.list, column + 2), ' :'];
        const body = [softline, ...head, line, this.value(node.value, column + 2), test];
        return group(['[', indent(body), softline, ']']);
      }
      case 'call': {
        const span = this.#arguments(node);
        return [node.name.text, this.layout.items(this.#entries(node.args, column), ['(', ')'], span)];
      }
      case 'get':
        // Without a space the dot would be read as a part of the number.
        return [this.value(node.object, column), this.#isNumber(node.object) ? ' .' : '.', node.name.text];
      case 'index':
        return [this.value(node.object, column), '[', this.value(node.index, column), ']'];
      case 'not':
        return ['!', this.value(node.operand, column)];
      case 'binary':
        return group(indent(this.#operations(node, column + 2)));
      case 'conditional': {
        const then = [line, '? ', this.value(node.then, column + 2)];
        const other = [line, ': ', this.value(node.else, column + 2)];
        return group([this.value(node.test, column), indent([then, other])]);
      }
      case 'matchexpr':
        return this.#match(node, column);
    }
  }

  #isNumber(node: Expr): boolean {
    return ['int', 'size', 'duration', 'mode'].includes(node.node) && !this.#enclosed.has(node);
  }

  pattern(node: Pattern): Doc {
    return node.node === 'name' ? node.text : this.layout.verbatim(node.span);
  }

  /** Stretches of a value that lay out their own comments, or in which a `#` is part of a string. */
  inner(node: Expr): Span[] {
    switch (node.node) {
      case 'string':
      case 'list':
      case 'map':
        return [node.span];
      case 'call':
        return [this.#arguments(node)];
      case 'listfor':
        return [node.list, node.value, ...(node.test === null ? [] : [node.test])].flatMap((e) =>
          this.inner(e),
        );
      case 'get':
        return this.inner(node.object);
      case 'index':
        return [...this.inner(node.object), ...this.inner(node.index)];
      case 'not':
        return this.inner(node.operand);
      case 'binary':
        return [...this.inner(node.left), ...this.inner(node.right)];
      case 'conditional':
        return [node.test, node.then, node.else].flatMap((e) => this.inner(e));
      case 'matchexpr':
        return [...this.inner(node.subject), this.#arms(node)];
      default:
        return [];
    }
  }

  #entries(items: readonly Expr[], column: number): Entry[] {
    return items.map((item) => ({
      span: this.#whole(item),
      doc: [this.value(item, column + 2), ...this.layout.loose(this.#whole(item), this.inner(item))],
    }));
  }

  /** Operands of the same precedence are indented to the same level, however many there are. */
  #operations(node: Binary, column: number): Doc {
    const { left, operator, right } = node;
    const flat = left.node === 'binary' && left.operator === operator && !this.#enclosed.has(left);
    const first = flat ? this.#operations(left, column) : this.value(left, column);
    // A minus that begins a line would be read as an item of YAML.
    if (ARITHMETIC.has(operator)) return [first, ' ', operator, line, this.value(right, column)];
    return [first, line, operator, ' ', this.value(right, column)];
  }

  #map({ entries, span }: MapExpr, column: number): Doc {
    const assignments = entries.map(({ key, value, span: at }) => ({
      name: this.#key(key),
      span: at,
      doc: this.value(value, column + 2),
      loose: this.layout.loose(at, [key.span, ...this.inner(value)]),
    }));
    const paddings = this.layout.paddings(assignments, column + 2);
    const lines = assignments.map((each, index) => ({
      span: each.span,
      doc: [each.name, ifBreak(' '.repeat(paddings[index]!), ''), ' = ', each.doc, ...each.loose],
    }));
    return this.layout.braces(lines, span, true);
  }

  #key(key: Name | StringExpr): string {
    return key.node === 'name' ? key.text : String(this.layout.verbatim(key.span));
  }

  #match(node: MatchExpr, column: number): Doc {
    const arms = node.arms.map(({ patterns, value, span }) => ({
      span: { ...span },
      doc: [
        join(
          ', ',
          patterns.map((each) => this.pattern(each)),
        ),
        ' => ',
        this.value(value, column + 2),
        ...this.layout.loose(span, [...patterns.map((each) => each.span), ...this.inner(value)]),
      ],
    }));
    const { else: other } = node;
    if (other !== null) {
      const after = arms.at(-1)?.span.end ?? this.#arms(node).start + 1;
      const span = { ...this.#whole(other), start: this.layout.find('else', after) };
      const loose = this.layout.loose(span, this.inner(other));
      arms.push({ span, doc: ['else => ', this.value(other, column + 2), ...loose] });
    }
    const subject = this.value(node.subject, column);
    return ['match ', subject, ' ', this.layout.braces(arms, this.#arms(node), true)];
  }

  #whole(node: Expr): Span {
    return this.#enclosed.get(node)?.span ?? node.span;
  }

  /** The span of a call's parentheses. */
  #arguments({ name, span }: Call): Span {
    return { ...span, start: this.layout.find('(', name.span.end) };
  }

  /** The span of the braces of a `match`. */
  #arms({ subject, span }: MatchExpr): Span {
    return { ...span, start: this.layout.find('{', subject.span.end) };
  }
}
