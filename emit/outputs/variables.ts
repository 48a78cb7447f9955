import type { RuntimeVariable } from '../../compiler/model/ir.ts';
import { bool, int, list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { fact } from '../merge/target-facts.ts';
import { commentLines, type Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { usedFacts } from '../merge/used-facts.ts';
import { writeYaml } from '../text/yaml.ts';

const path = 'playbook/common_roles/variables/defaults/main.yml';

/** Stands above a value of which the author says nothing. */
export const SAYS_NOTHING = 'Given at deployment, with --extra-vars.';

const output: Output = {
  name: 'variables',
  doc: 'Variables that all roles share: facts of the image, and the values that are given at deployment.',
  render(image, { read }) {
    const { origin } = image;
    const entries = new Map<string, Value>([['image_title', string(image.title, origin)]]);
    if (image.version !== null) entries.set('image_version', string(image.version, origin));
    const [target, ...others] = image.targets;
    if (others.length === 0) {
      for (const name of usedFacts(image, read))
        entries.set(name, string(fact(name, target!), target!.os.origin));
    }
    const lines = write(entries, origin);
    const runtime = [...image.runtime].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, type, initial, required, doc, origin: at } of runtime) {
      lines.blank();
      for (const line of commentLines(doc ?? SAYS_NOTHING)) {
        lines.add(line === '' ? '#' : `# ${line}`, at);
      }
      const [, ...texts] = write(
        new Map([[name, initial ?? (required ? string('', at) : nothing(type, at))]]),
        at,
      ).texts;
      for (const text of texts) lines.add(text, at);
    }
    return [lines.file(path, origin)];
  },
};

function write(root: ReadonlyMap<string, Value>, origin: Span): Lines {
  return writeYaml({ type: 'map', entries: root, origin }, { unsafe: true, origin });
}

/** What a value is until someone gives one and the author does not say: nothing, of the right type. */
function nothing(type: RuntimeVariable['type'], origin: Span): Value {
  if (type.startsWith('list')) return list([], origin);
  if (type.startsWith('map')) return map({}, origin);
  if (type === 'bool') return bool(false, origin);
  if (type === 'int') return int(0, origin);
  return string('', origin);
}

export default output;
