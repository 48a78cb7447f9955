import type { Image } from '../../compiler/model/ir.ts';
import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';
import { carriedRoles, carriedYaml, galaxyFolders, galaxyNeeds } from '../ansible/galaxy.ts';
import { maxLine } from '../text/yaml-text.ts';

const output: Output = {
  name: 'yamllint',
  doc: 'Settings for yamllint: its own rules, with the changes that ansible-lint asks for.',
  render: (image) => [
    new Lines()
      .add(
        `---
extends: default
${ignored(image)}
rules:
  # As ansible-lint has them; it refuses a configuration that contradicts it.
  braces:
    max-spaces-inside: 1
  comments:
    min-spaces-from-content: 1
  comments-indentation: false
  line-length:
    max: ${maxLine}
  octal-values:
    forbid-explicit-octal: true
    forbid-implicit-octal: true`,
        image.origin,
      )
      .file('.yamllint', image.origin),
  ],
};

/** Hand-written roles and files of the project are taken as they are, and what is installed is not ours. */
function ignored(image: Image): string {
  const paths = [
    ...carriedRoles(image).map((folder) => `${folder}/`),
    ...carriedYaml(image),
    ...galaxyNeeds(image).map((kind) => `playbook/${galaxyFolders[kind]}/`),
  ];
  if (paths.length === 0) return '';
  return ['', '# Taken as they are.', 'ignore: |', ...paths.map((path) => `  /${path}`), ''].join('\n');
}

export default output;
