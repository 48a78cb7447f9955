import type { Image } from '../../compiler/model/ir.ts';
import { string } from '../../compiler/model/value.ts';
import type { MapValue, Value } from '../../compiler/model/value.ts';
import { fact, type FactName } from '../merge/target-facts.ts';
import { mergeImage } from '../merge/merge.ts';
import type { Output } from '../output.ts';
import { usedFacts } from '../merge/used-facts.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'targets',
  doc: 'The values that differ between targets, as extra variables in a file for each target. Not written for a single target.',
  render(image, { read }) {
    if (!hasTargetFiles(image)) return [];
    const merged = mergeImage(image);
    // The name stands in every file, so that none is empty and each says what it is of.
    const facts = [...new Set<FactName>(['image_name', ...usedFacts(image, read)])];
    return image.targets.map((target) => {
      const { origin } = target;
      const entries = new Map<string, Value>();
      for (const name of facts)
        entries.set(name, string(fact(name, target), isOfSystem(name) ? target.os.origin : origin));
      for (const [name, value] of merged.variables(target)) entries.set(name, value);
      const root: MapValue = { type: 'map', entries, origin };
      return writeYaml(root, { unsafe: true, origin }).file(`playbook/targets/${target.name}.yml`, origin);
    });
  },
};

/** One target needs nothing to tell it from others. */
export function hasTargetFiles(image: Image): boolean {
  return image.targets.length > 1;
}

/** Whether the declaration of the system says it, rather than the image. */
function isOfSystem(name: FactName): boolean {
  return name.startsWith('os_');
}

export default output;
