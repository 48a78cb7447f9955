import type { CodeLens, Command, Location } from 'vscode-languageserver';
import { plural } from '../../compiler/diagnostics/render.ts';
import type { Feature, Place } from '../project/feature.ts';
import { usesAt } from '../project/uses.ts';

/** Above an image its targets, above a role what uses it. */
function lenses(place: Place): CodeLens[] {
  const { project, file } = place;
  return project.parsed(file).file.declarations.flatMap(({ node, name }): CodeLens[] => {
    const range = project.range(name.span);
    const uri = project.uriOf(file);
    if (node === 'image') {
      const image = project.good?.images.find((each) => each.name === name.text);
      if (image === undefined) return [];
      const systems = [...new Set(image.targets.map(({ os }) => os.name))].join(', ');
      const args = { root: project.files.root, image: image.name };
      return [
        {
          range,
          command: command(`${plural(image.targets.length, 'target')}: ${systems}`, 'vkc.showTargets', args),
        },
        { range, command: command('Show the tree', 'vkc.showTree', args) },
      ];
    }
    if (node !== 'role') return [];
    const uses: readonly Location[] = usesAt(place, name.span.start)?.uses ?? [];
    const title =
      uses.length === 0 ? 'Not used' : `Used ${uses.length === 1 ? 'once' : `${uses.length} times`}`;
    return [
      { range, command: { title, command: 'vkc.showReferences', arguments: [uri, range.start, uses] } },
    ];
  });
}

const command = (title: string, name: string, args: object): Command => ({
  title,
  command: name,
  arguments: [args],
});

export default {
  name: 'Code lens',
  doc: 'Shows the targets above an image, and above a role how often it is used.',
  wide: true,
  capability: { codeLensProvider: {} },
  requests: { 'textDocument/codeLens': lenses },
} satisfies Feature;
