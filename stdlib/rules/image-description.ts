import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'image-description',
  topic: 'documentation',
  severity: 'hint',
  optional: true,
  title: 'Every image says what it is.',
  message: 'The image `{name}` does not say what it is.',
  help: 'Add `description = "…"`, or write a comment above it; both get into the README of the tree.',
  why: 'The README of the tree is what people read before they build or sign off an image.',
  sources: ['known-issues'],
  *check({ image }) {
    if (image.description === null && image.doc === null)
      yield { span: image.origin, params: { name: image.name } };
  },
  *evidence({ image }) {
    yield { what: image.description ?? image.doc ?? '', span: image.origin };
  },
  wrong: 'image «a» {\n  os = [debian12]\n  package jq\n}\n',
  right: '# A machine with jq.\nimage a {\n  os = [debian12]\n  package jq\n}\n',
});
