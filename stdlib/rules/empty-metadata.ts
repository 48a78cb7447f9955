import { properties } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'empty-metadata',
  topic: 'requirements',
  severity: 'error',
  title: 'No property of the image is empty.',
  message: '`{key}` is empty.',
  help: 'Give it a value, or leave it out.',
  why: 'The platform takes an empty property for a missing one, and an image without its required properties is rejected.',
  sources: ['required-metadata', 'check-4'],
  *check({ target: { metadata } }) {
    for (const [key, { value, origin }] of metadata)
      if (value.trim() === '') yield { span: origin, params: { key } };
  },
  *evidence(context) {
    yield* properties(context, [...context.target.metadata.keys()]);
  },
  wrong: 'image a {\n  os = [debian12]\n  metadata { mcs_name = «""» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  metadata { mcs_name = "A" }\n  package jq\n}\n',
});
