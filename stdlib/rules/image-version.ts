import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'image-version',
  topic: 'documentation',
  severity: 'hint',
  optional: true,
  title: 'Every image has a version.',
  message: 'The image `{name}` has no version.',
  help: 'Add `version = "1.0.0"`, and raise it with every image that is published.',
  why: 'Whoever has a machine of it can tell with the version what is in it, and what changed since.',
  sources: ['image-versions', 'changelog'],
  *check({ image }) {
    if (image.version === null) yield { span: image.origin, params: { name: image.name } };
  },
  *evidence({ image }) {
    if (image.version !== null) yield { what: `\`version = "${image.version}"\``, span: image.origin };
  },
  wrong: 'image «a» {\n  os = [debian12]\n  package jq\n}\n',
  right: 'image a {\n  version = "1.0.0"\n  os      = [debian12]\n  package jq\n}\n',
});
