import type { Requirement } from '../../compiler/model/ir.ts';
import { list, map, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Output } from '../output.ts';
import { galaxyNeeds } from '../ansible/galaxy.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'requirements',
  doc: 'The roles and collections of Ansible Galaxy with their versions. Not written if the image needs none.',
  render(image) {
    const { origin } = image;
    const needs = galaxyNeeds(image);
    if (needs.length === 0) return [];
    const entries = new Map<string, Value>(
      needs.map((kind) => [kind, list(image.requirements[kind].map(requirement), origin)]),
    );
    return [
      writeYaml({ type: 'map', entries, origin }, { unsafe: false, origin }).file(
        'playbook/requirements.yml',
        origin,
      ),
    ];
  },
};

function requirement({ name, version, origin }: Requirement): Value {
  return map({ name: string(name, origin), version: string(version, origin) }, origin);
}

export default output;
