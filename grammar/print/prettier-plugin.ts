import { builders } from 'prettier/doc';
import type { Parser, Printer, SupportLanguage } from 'prettier';
import type { Diagnostic } from '../diagnostic.ts';
import { format } from './printer.ts';

export { format };

/** A whole file in the one style: it is formatted in one piece, which is all that Prettier is given. */
interface Formatted {
  readonly text: string;
}

export const languages: SupportLanguage[] = [
  { name: 'vkimage', parsers: ['vkimage'], extensions: ['.vkimage'], vscodeLanguageIds: ['vkimage'] },
];

export const parsers: Record<string, Parser<Formatted>> = {
  vkimage: {
    astFormat: 'vkimage',
    // Here and not when printing, since Prettier shows the lines around an error of a parser only.
    parse(text, { printWidth }) {
      const result = format(text, { width: printWidth });
      if ('diagnostics' in result) throw unreadable(text, result.diagnostics[0]!);
      return result;
    },
    locStart: () => 0,
    locEnd: ({ text }) => text.length,
  },
};

export const printers: Record<string, Printer<Formatted>> = {
  vkimage: {
    print: ({ node }) => builders.join(builders.literalline, node.text.split('\n')),
  },
};

/** As `vkc fmt` has it. */
export const defaultOptions = { printWidth: 100, tabWidth: 2 };

/** What Prettier shows with the lines around it. */
function unreadable(text: string, { message, help, code, span }: Diagnostic): SyntaxError {
  const at = (offset: number) => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  };
  const start = at(span.start);
  const what = `${code}: ${message}${help === null ? '' : ` ${help}`} (${start.line}:${start.column})`;
  return Object.assign(new SyntaxError(what), { loc: { start, end: at(span.end) } });
}
