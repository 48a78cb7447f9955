import { outputs } from '../../emit/outputs.generated.ts';
import { code } from '../../emit/text/markdown.ts';
import { compileExample } from '../explain/examples.ts';
import { document, prose, table } from './markdown.ts';

/** Returns the page on the files of a tree: each output with its files in the tree of an example. */
export function outputsPage(): string {
  const result = compileExample(['debian12', 'almalinux9'], '  use postgresql');
  const rows = outputs.map(({ name, doc, render }) => {
    const paths = render(result.images[0]!, result).map(({ path }) => code(path));
    return [code(name), prose(doc), paths.length === 0 ? 'none' : listed(paths)];
  });
  return document([
    '# The files of a tree',
    'Each output writes one kind of file. The last column shows the files of an image for two systems that uses the role `postgresql`, which has a start phase.',
    table(['Output', 'Contents', 'Files'], rows),
  ]);
}

function listed(paths: readonly string[]): string {
  const shown = paths.length > 5 ? [...paths.slice(0, 4), `and ${paths.length - 4} more`] : paths;
  return shown.join('<br>');
}
