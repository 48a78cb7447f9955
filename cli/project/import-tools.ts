import type { Compile } from '../../compiler/options.ts';
import type { Formatter } from '../shell/io.ts';
import type { ImportInput } from '../../import/index.ts';
import { hclParser } from '../host/hcl.ts';
import { readYaml } from './yaml-reader.ts';

type Tools = Pick<ImportInput, 'compile' | 'format' | 'parseHcl' | 'readYaml'>;

/** What an import needs besides the tree. `isMissing` says afterwards whether it asked in vain for the parser of HCL. */
export function importTools(
  compile: Compile,
  { format }: Formatter,
): { readonly tools: Tools; readonly isMissing: () => boolean } {
  let missing = false;
  const tools: Tools = {
    compile,
    readYaml,
    parseHcl: async () => {
      const parse = await hclParser();
      missing = parse === null;
      return parse ?? (() => Promise.reject(new Error('the parser is not installed')));
    },
    format: (text) => {
      const formatted = format(text, { width: 100 });
      return 'text' in formatted ? formatted.text : text;
    },
  };
  return { tools, isMissing: () => missing };
}
