import type { Image } from '../../compiler/model/ir.ts';
import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { carriedRoles, carriedYaml } from '../ansible/galaxy.ts';

const output: Output = {
  name: 'ansible-lint',
  doc: 'Exceptions for ansible-lint: hand-written roles, YAML files of the project, and roles and collections that are installed before the build. Not written if the image has none of them.',
  render(image) {
    const { origin, requirements } = image;
    const parts = [
      [
        'exclude_paths',
        'Taken as they are; they are linted where they are kept.',
        [...carriedRoles(image), ...carriedYaml(image)],
      ],
      [
        'mock_roles',
        'Installed before the build, as requirements.yml has it.',
        requirements.roles.map(({ name }) => name),
      ],
      ['mock_modules', 'Modules of collections in requirements.yml.', modulesOf(image)],
    ] as const;
    const lines = new Lines().add('---', origin);
    for (const [key, why, items] of parts) {
      if (items.length === 0) continue;
      if (lines.texts.length > 1) lines.blank();
      lines.add(`# ${why}`, origin).add(`${key}:`, origin);
      for (const item of items) lines.add(`  - ${item}`, origin);
    }
    return lines.texts.length === 1 ? [] : [lines.file('.ansible-lint', origin)];
  },
};

/** Full names of the modules that ansible-core does not have. */
function modulesOf({ targets }: Image): string[] {
  const runs = targets.flatMap(({ provision, start }) => [...provision, ...start]);
  const modules = runs.flatMap(({ tasks }) => tasks.map(({ module }) => module));
  return [...new Set(modules)].filter((name) => !name.startsWith('ansible.builtin.')).sort();
}

export default output;
