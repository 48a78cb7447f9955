import type { CompileResult } from '../../compiler/options.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { describe } from '../../compiler/model/types.ts';
import type { Span } from '../../grammar/span.ts';

/** The names that the files of a project declare: where, what they are, their types, and where they are used. */
export function dumpModel(
  { semanticModel, sources }: CompileResult,
  nameOf: (file: string) => string,
): string {
  const model = semanticModel();
  const place = ({ file, start }: Span): string => {
    const { line, column } = sources.get(file)!.position(start);
    return `${nameOf(file)}:${line}:${column}`;
  };
  return [...sources.keys()]
    .filter((file) => !isLibraryFile(file))
    .sort()
    .flatMap((file) => model.declarationsIn(file))
    .map((declaration) => {
      const { what, name, type, span } = declaration;
      const uses = model.usesOf(declaration).map(place);
      const parts = [
        `${place(span!)}  ${what} ${name}`,
        type === null ? '' : `: ${describe(type)}`,
        uses.length === 0 ? '' : `, used at ${uses.join(', ')}`,
      ];
      return `${parts.join('')}\n`;
    })
    .join('');
}
