import { describe } from 'vitest';
import { compileExample, examples } from '../support/examples.ts';
import { acceptedByTools } from '../support/trees/tree-tools.ts';

const trees = examples.flatMap((name) =>
  [...compileExample(name).trees].map(([image, files]) => ({ name, image, files })),
);

describe.each(trees)('$name: $image', ({ image, files }) => acceptedByTools(image, files));
