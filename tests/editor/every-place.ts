import { Refusal } from '../../editor/project/feature.ts';
import { features } from '../../editor/features.generated.ts';
import { projectOf } from './cases.ts';

/**
 * Asks every feature at every `step`th offset of a text that may be broken anywhere, and gives what was thrown. A refusal that is said to the
 * author in words is an answer.
 */
export async function thrownBy(text: string, step: number): Promise<string[]> {
  const project = projectOf({ 'main.vkimage': text });
  const file = 'main.vkimage';
  const place = { project, file, projects: [project] };
  const found: string[] = [];
  for (let offset = 0; offset <= text.length; offset += step) {
    const position = project.document(file).positionAt(offset);
    const end = project.document(file).positionAt(Math.min(text.length, offset + 40));
    const params = {
      textDocument: { uri: project.uriOf(file) },
      position,
      positions: [position],
      range: { start: position, end },
      context: { diagnostics: [], includeDeclaration: true },
      newName: 'other',
      ch: '}',
      item: { uri: project.uriOf(file), selectionRange: { start: position, end: position } },
      root: project.files.root,
      image: 'a',
      line: position.line,
      query: '',
      text: text.slice(offset, offset + 40),
      data: { range: { start: position, end } },
      uri: `vkc-tree:/a/*/b?${offset}`,
    };
    const asked = features.flatMap(({ requests = {}, general = {} }) => [
      ...Object.entries(requests).map(
        ([method, answer]) => [method, () => answer(place, params as never)] as const,
      ),
      ...Object.entries(general).map(
        ([method, answer]) => [method, () => answer([project], params as never)] as const,
      ),
    ]);
    for (const [method, ask] of asked) {
      // What is asked of the whole document is asked once.
      if (offset > 0 && /symbol|fold|Lens|Link$|full$|formatting$|targets|tree$/i.test(method)) continue;
      try {
        JSON.stringify(await ask());
      } catch (error) {
        if (!(error instanceof Refusal))
          found.push(`${method} at ${offset}: ${String((error as Error).stack)}`);
      }
    }
  }
  return found;
}
