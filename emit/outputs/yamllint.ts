import { Lines } from '../lines.ts';
import type { Output } from '../output.ts';
import { maxLine } from '../yaml-text.ts';

const output: Output = {
  name: 'yamllint',
  doc: 'What yamllint checks: its own rules, but for what ansible-lint asks for.',
  render: (image) => [
    new Lines()
      .add(
        `---
extends: default

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

export default output;
