import { describe, expect, test } from 'vitest';
import { imageSchema } from '../../../compiler/model/ir.ts';
import { compileExample, examples } from '../../support/examples.ts';

describe.each(examples)('%s', (name) => {
  test('is an IR as its schema has it', () => {
    const { images } = compileExample(name).result;
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(imageSchema.safeParse(image).error?.issues ?? []).toEqual([]);
  });
});

test('the schema refuses what is no IR', () => {
  const [image] = compileExample('minimal').result.images;
  const target = image!.targets[0]!;
  expect(imageSchema.safeParse({ ...image, targets: [] }).success).toBe(false);
  const nameless = { ...target.provision[0]!, name: 'Not A Role' };
  expect(imageSchema.safeParse({ ...image, targets: [{ ...target, provision: [nameless] }] }).success).toBe(
    false,
  );
});
