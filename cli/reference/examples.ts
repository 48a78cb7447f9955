import type { CompileResult } from '../../compiler/options.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import type { OutputFile } from '../../emit/output.ts';
import { renderImage } from '../../emit/render.ts';
import { format } from '../../grammar/print/printer.ts';

/** Returns the files of the example image's tree by path. */
export function treeOf(result: CompileResult): Map<string, OutputFile> {
  return new Map(renderImage(result.images[0]!, packerAnsible, result).map((file) => [file.path, file]));
}

/** Formats the members of a block. */
export function formatted(members: string): string {
  const result = format(`role example {\n${members}\n}\n`);
  if ('diagnostics' in result) throw new Error(`${result.diagnostics[0]!.message}\n${members}`);
  const lines = result.text.trimEnd().split('\n').slice(1, -1);
  return lines.map((line) => line.replace(/^ {2}/, '')).join('\n');
}
