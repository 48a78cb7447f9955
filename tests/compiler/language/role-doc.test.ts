import { expect, test } from 'vitest';
import { roleDoc } from '../../../compiler/language/role-doc.ts';
import { compileText } from '../../support/compile.ts';

test.each([
  ['Install it.', 'Install it.', null],
  ['Install it.\n\n    use it\n', 'Install it.', 'use it'],
  [
    'Install it.\n\n    use it {\n      a = 1\n    }\n\n    use more',
    'Install it.',
    'use it {\n  a = 1\n}\n\nuse more',
  ],
  ['Install it.\n\n    use it\n\nMore of it.', 'Install it.\n\nMore of it.', 'use it'],
  ['Install it, with\n    a hanging line.', 'Install it, with\n    a hanging line.', null],
])('%j', (doc, about, example) => {
  expect(roleDoc(doc)).toEqual({ about, example });
});

test('the example does not reach the tree', () => {
  const text =
    'image a {\n  os = [debian12]\n  use b\n}\n\n# Install b. It is small.\n#\n#     use b\nrole b {\n  package jq\n}\n';
  const { images } = compileText(text);
  const run = images[0]!.targets[0]!.provision.find(({ name }) => name === 'b');
  expect(run).toMatchObject({ title: 'Install b', doc: 'Install b. It is small.' });
});
