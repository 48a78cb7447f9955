import type { Target } from '../../compiler/model/ir.ts';
import { int, map, string, type MapValue, type Value } from '../../compiler/model/value.ts';
import type { Output } from '../output.ts';
import { megabytes, sizeText } from '../packer/settings.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'images-yaml',
  doc: 'Metadata of each target for the marketplace, and the settings of its build.',
  render(image) {
    const quoted = new Set<Value>();
    const entries = image.targets.map((target): [string, Value] => {
      const metadata: MapValue = {
        type: 'map',
        entries: new Map(
          [...target.metadata].map(([key, { value, origin }]) => [key, string(value, origin)] as const),
        ),
        origin: target.origin,
      };
      quoted.add(metadata);
      return [target.name, map({ metadata, build_override: override(target) }, target.origin)];
    });
    const root: MapValue = { type: 'map', entries: new Map(entries), origin: image.origin };
    const lines = writeYaml(root, { unsafe: false, spaced: new Set([root]), quoted, origin: image.origin });
    return [lines.file('.images.yaml', image.origin)];
  },
};

/** Only what the author gave; undefined where that is nothing. */
function override(target: Target): MapValue | undefined {
  const { disk, memory, cpus } = target.build;
  if (!disk.given && !memory.given && !cpus.given) return undefined;
  return map(
    {
      disk_size: disk.given ? string(sizeText(disk.value), disk.origin) : undefined,
      memory: memory.given ? int(megabytes(memory.value), memory.origin) : undefined,
      cpus: cpus.given ? int(cpus.value, cpus.origin) : undefined,
    },
    target.origin,
  );
}

export default output;
