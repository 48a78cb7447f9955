import { builders } from 'prettier/doc';
import type { Parser, Printer, SupportLanguage } from 'prettier';
import type { Diagnostic } from '../diagnostic.ts';
import { format } from './printer.ts';

export { format };

/**
 * A whole file, already formatted. The plugin formats a file in one piece and gives Prettier only the result.
 */
interface Formatted {
  readonly text: string;
}

export const languages: SupportLanguage[] = [
  { name: 'vkimage', parsers: ['vkimage'], extensions: ['.vkimage'], vscodeLanguageIds: ['vkimage'] },
];

export const parsers: Record<string, Parser<Formatted>> = {
  vkimage: {
    astFormat: 'vkimage',
    // The file is formatted here and not in `print`, because Prettier shows source lines only for errors of a
    // parser.
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

/** The same settings as `vkc fmt`. */
export const defaultOptions = { printWidth: 100, tabWidth: 2 };

/** An error that Prettier shows together with the source lines around it. */
function unreadable(text: string, { message, help, code, span }: Diagnostic): SyntaxError {
  const at = (offset: number) => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
  };
  const start = at(span.start);
  const what = `${code}: ${message}${help === null ? '' : ` ${help}`} (${start.line}:${start.column})`;
  return Object.assign(new SyntaxError(what), { loc: { start, end: at(span.end) } });
}
