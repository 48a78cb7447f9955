import { builders, printer } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Diagnostic } from '../diagnostic.ts';
import { Layout } from './layout.ts';
import type { Entry } from './layout.ts';
import { parse } from '../parse/parser.ts';
import { loopNames, ValuePrinter } from './values.ts';
import type { Span } from '../span.ts';
import type {
  Block,
  Declaration,
  Import,
  Label,
  Match,
  Member,
  TypeExpr,
  TypeField,
  When,
} from '../syntax.ts';

const { ifBreak, join } = builders;

export interface FormatOptions {
  /** Columns that a line should stay within if possible; 100 by default. */
  readonly width?: number;
}

/** Returns the formatted text, or the diagnostics that prevent reading it. */
export function format(
  text: string,
  options: FormatOptions = {},
): { text: string } | { diagnostics: Diagnostic[] } {
  const { file, diagnostics, comments, enclosed } = parse('', text);
  if (diagnostics.length > 0) return { diagnostics };
  const width = options.width ?? 100;
  const layout = new Layout(text, comments, width);
  const members = new MemberPrinter(layout, enclosed);
  const all = [...file.imports, ...file.declarations].sort((a, b) => a.span.start - b.span.start);
  const doc = layout.file(all.map((each) => ({ span: each.span, doc: members.declaration(each) })));
  const { formatted } = printer.printDocToString(doc, { printWidth: width, tabWidth: 2, useTabs: false });
  return { text: formatted };
}

class MemberPrinter extends ValuePrinter {
  declaration(node: Import | Declaration): Doc {
    switch (node.node) {
      case 'import':
        return ['import ', this.value(node.from, 0), ...this.layout.loose(node.span, [node.from.span])];
      case 'let':
      case 'param':
        return this.#member(node, 0);
      default: {
        const loose = this.layout.loose(node.span, [node.body.span]);
        return [node.node, ' ', node.name.text, ...loose, ' ', this.#block(node.body, 0)];
      }
    }
  }

  /** `column` is where the line begins on which the block opens. */
  #block({ members, span }: Block, column: number): Doc {
    const inside = column + 2;
    const assignments = members.map((member) =>
      member.node === 'attribute'
        ? {
            name: member.name.text,
            span: member.span,
            doc: this.value(member.value, inside),
            loose: this.layout.loose(member.span, this.inner(member.value)),
          }
        : null,
    );
    const paddings = this.layout.paddings(assignments, inside);
    const entries = members.map((member, index): Entry => {
      const assignment = assignments[index];
      if (assignment == null) return { span: member.span, doc: this.#member(member, inside) };
      const padding = ifBreak(' '.repeat(paddings[index]!), '');
      return {
        span: member.span,
        doc: [assignment.name, padding, ' = ', assignment.doc, ...assignment.loose],
      };
    });
    return this.layout.braces(
      entries,
      span,
      members.every(({ node }) => node === 'attribute'),
    );
  }

  #member(node: Member, column: number): Doc {
    const { layout } = this;
    switch (node.node) {
      case 'attribute':
        return [node.name.text, ' = ', this.value(node.value, column)];
      case 'param': {
        const given = node.default === null ? '' : [' = ', this.value(node.default, column)];
        const inner = [
          ...this.#braces(node.type),
          ...(node.default === null ? [] : this.inner(node.default)),
        ];
        const type = this.#type(node.type, column);
        return [
          'param ',
          node.name.text,
          ': ',
          type,
          given,
          this.#optional(node.body, node.span, inner, column),
        ];
      }
      case 'let': {
        const loose = layout.loose(node.span, this.inner(node.value));
        return ['let ', node.name.text, ' = ', this.value(node.value, column), ...loose];
      }
      case 'use': {
        const alias = node.alias === null ? '' : [' as ', node.alias.text];
        return ['use ', node.role.text, alias, this.#optional(node.body, node.span, [], column)];
      }
      case 'when':
        return this.#when(node, column);
      case 'match':
        return this.#match(node, column);
      case 'for': {
        const loose = layout.loose(node.span, [...this.inner(node.list), node.body.span]);
        const head = ['for ', loopNames(node), ' in ', this.value(node.list, column)];
        return [...head, ...loose, ' ', this.#block(node.body, column)];
      }
      case 'element': {
        const label = node.label === null ? '' : [' ', this.#label(node.label)];
        const inner = node.label === null ? [] : [node.label.span];
        return [node.kind.text, label, this.#optional(node.body, node.span, inner, column)];
      }
    }
  }

  #optional(body: Block | null, span: Span, inner: readonly Span[], column: number): Doc {
    if (body === null) return this.layout.loose(span, inner);
    return [...this.layout.loose(span, [...inner, body.span]), ' ', this.#block(body, column)];
  }

  #label(label: Label): Doc {
    if (label.node !== 'labels') return this.pattern(label);
    const entries = label.items.map((item) => ({ span: item.span, doc: this.pattern(item) }));
    return this.layout.items(entries, ['[', ']'], label.span);
  }

  #type(node: TypeExpr, column: number): Doc {
    const { name, args, fields, optional } = node;
    const end = optional ? '?' : '';
    if (fields !== null)
      return [name.text, '(', this.#fields(fields, this.#braces(node)[0]!, column), ')', end];
    if (args.length === 0) return [name.text, end];
    const types = args.map((each) => this.#type(each, column));
    return [name.text, '(', join(', ', types), ')', end];
  }

  /** The outermost braces in a type. */
  #braces({ args, fields, span }: TypeExpr): Span[] {
    if (fields === null) return args.flatMap((each) => this.#braces(each));
    const start = this.layout.find('{', span.start);
    const end = this.layout.find('}', fields.at(-1)?.span.end ?? start + 1) + 1;
    return [{ ...span, start, end }];
  }

  /** The fields of an object, as the entries of a map. */
  #fields(fields: readonly TypeField[], braces: Span, column: number): Doc {
    const assignments = fields.map(({ name, type, span: at }) => ({
      name: name.text,
      span: at,
      doc: this.#type(type, column + 2),
      loose: this.layout.loose(at, this.#braces(type)),
    }));
    const paddings = this.layout.paddings(assignments, column + 2);
    const lines = assignments.map((each, index) => ({
      span: each.span,
      doc: [each.name, ifBreak(' '.repeat(paddings[index]!), ''), ' = ', each.doc, ...each.loose],
    }));
    return this.layout.braces(lines, braces, true);
  }

  #when(node: When, column: number): Doc {
    const { test, then, else: other, span } = node;
    const inner = [...this.inner(test), then.span, ...(other === null ? [] : [other.span])];
    const loose = this.layout.loose(span, inner);
    const head = ['when ', this.value(test, column), ...loose, ' ', this.#block(then, column)];
    if (other === null) return head;
    const rest = other.node === 'when' ? this.#when(other, column) : this.#block(other, column);
    return [...head, ' else ', rest];
  }

  #match(node: Match, column: number): Doc {
    const start = this.layout.find('{', node.subject.span.end);
    const braces = { ...node.span, start };
    const arms = node.arms.map(({ patterns, body, span }): Entry => {
      const loose = this.layout.loose(span, [...patterns.map((each) => each.span), body.span]);
      const heads = join(
        ', ',
        patterns.map((each) => this.pattern(each)),
      );
      return { span, doc: [heads, ...loose, ' ', this.#block(body, column + 2)] };
    });
    if (node.else !== null) {
      const from = this.layout.find('else', arms.at(-1)?.span.end ?? start + 1);
      const span = { start: from, end: node.else.span.end };
      const loose = this.layout.loose({ ...node.else.span, start: from }, [node.else.span]);
      const [only] = node.else.members;
      const chained = only?.node === 'when' && only.span.start === node.else.span.start;
      const body = chained ? this.#when(only, column + 2) : this.#block(node.else, column + 2);
      arms.push({ span, doc: ['else', ...loose, ' ', body] });
    }
    const loose = this.layout.loose(node.span, [...this.inner(node.subject), braces]);
    return [
      'match ',
      this.value(node.subject, column),
      ...loose,
      ' ',
      this.layout.braces(arms, braces, false),
    ];
  }
}
