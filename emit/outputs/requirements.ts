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
      needs.map((kind) => [
        kind,
        list(image.requirements[kind].map(kind === 'roles' ? role : collection), origin),
      ]),
    );
    return [
      writeYaml({ type: 'map', entries, origin }, { unsafe: false, origin }).file(
        'playbook/requirements.yml',
        origin,
      ),
    ];
  },
};

function role({ name, version, git, origin }: Requirement): Value {
  const text = (value: string) => string(value, origin);
  const source = git === undefined ? {} : { src: text(git), scm: text('git') };
  return map({ name: text(name), ...source, version: text(version) }, origin);
}

/** Ansible takes the name of a collection from its own files, so its address stands in its place. */
function collection({ name, version, git, origin }: Requirement): Value {
  const text = (value: string) => string(value, origin);
  const type = git === undefined ? {} : { type: text('git') };
  return map({ name: text(git ?? name), ...type, version: text(version) }, origin);
}

export default output;
