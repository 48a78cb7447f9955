import { parse } from '../../grammar/parse/parser.ts';
import type { SourceFile } from '../../grammar/syntax.ts';

/** The tree of a text without mistakes. */
export function tree(text: string): SourceFile {
  const { file, diagnostics } = parse('a.vkimage', text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return file;
}

/** The codes that are reported, each with the text it is about: `VK0108 50GB`. */
export function mistakes(text: string): string[] {
  return parse('a.vkimage', text).diagnostics.map(({ code, span }) =>
    `${code} ${text.slice(span.start, span.end)}`.trimEnd(),
  );
}

/** A node with nothing but what it means: no spans. */
export function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'span' ? undefined : value)));
}

/** A value in short: names, numbers and texts as they are, everything else in parentheses. */
export function show(node: unknown): string {
  const n = node as Record<string, unknown> & { node: string };
  const each = (list: unknown) => (list as unknown[]).map(show).join(' ');
  switch (n.node) {
    case 'ref':
      return String(n['name']);
    case 'name':
      return String(n['text']);
    case 'text':
      return JSON.stringify(n['value']);
    case 'int':
    case 'bool':
    case 'size':
    case 'duration':
    case 'mode':
      return String(n['value']);
    case 'unset':
    case 'bad':
      return n.node;
    case 'string':
      return `(${n['jinja'] ? 'jinja' : 'text'} ${each(n['parts'])})`.replace(' )', ')');
    case 'list':
      return `[${each(n['items'])}]`;
    case 'map': {
      const entries = n['entries'] as { key: unknown; value: unknown }[];
      return `{${entries.map(({ key, value }) => `${show(key)}=${show(value)}`).join(' ')}}`;
    }
    case 'listfor':
      return `[for ${n['index'] ? `${show(n['index'])}, ` : ''}${show(n['variable'])} ${show(n['list'])} : ${show(n['value'])} if ${n['test'] ? show(n['test']) : '-'}]`;
    case 'call':
      return `${show(n['name'])}(${each(n['args'])})`;
    case 'get':
      return `(. ${show(n['object'])} ${show(n['name'])})`;
    case 'index':
      return `([] ${show(n['object'])} ${show(n['index'])})`;
    case 'not':
      return `(! ${show(n['operand'])})`;
    case 'binary':
      return `(${String(n['operator'])} ${show(n['left'])} ${show(n['right'])})`;
    case 'conditional':
      return `(? ${show(n['test'])} ${show(n['then'])} ${show(n['else'])})`;
    case 'matchexpr': {
      const arms = n['arms'] as { patterns: unknown; value: unknown }[];
      const rest = n['else'] ? ` else=>${show(n['else'])}` : '';
      return `(match ${show(n['subject'])} ${arms.map((a) => `${each(a.patterns)}=>${show(a.value)}`).join(' ')}${rest})`;
    }
    default:
      throw new Error(n.node);
  }
}

/** The value of `let x = …`, in short. */
export function value(text: string): string {
  const [declaration] = tree(`let x = ${text}`).declarations;
  return show((declaration as { value: unknown }).value);
}
