import type { Convert } from '../../editor/project/convert.ts';

const NO_PARSER =
  'Blocks of HCL are read by the npm package @cdktf/hcl2json, which is not installed beside this language server. The command `vkc` of npm brings it.';

/** The import of pasted texts. It is loaded for the first of them, with the parser of HCL if there is HCL in it. */
export const convert: Convert = async (text, inside) => {
  const { importSnippet } = await import('../../import/snippet.ts');
  const { importTools } = await import('../project/import-tools.ts');
  const { compile } = await import('../../stdlib/index.ts');
  const printer = await import('../../grammar/print/printer.ts');
  const { tools, isMissing } = importTools(compile, printer);
  const result = await importSnippet({ ...tools, text, inside });
  if (isMissing()) return { text: null, isImage: false, notes: [NO_PARSER] };
  const notes = result.notes.map(({ line, message }) => `Line ${line}: ${message}.`);
  return { text: result.text, isImage: result.isImage, notes };
};
