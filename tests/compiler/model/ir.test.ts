import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { imageSchema } from '../../../compiler/model/ir.ts';
import { irJson } from '../../../compiler/model/ir-json.ts';
import { compileExample, examples, root } from '../../support/examples.ts';

const schema: object = JSON.parse(readFileSync(join(root, 'docs/ir.schema.json'), 'utf8'));
const fits = new Ajv2020({ allErrors: true }).compile(schema);

/** What docs/ir.schema.json finds wrong with the IR as it is printed. */
const problems = (ir: string) => (fits(JSON.parse(ir)) ? [] : fits.errors);

describe.each(examples)('%s', (name) => {
  const { images } = compileExample(name).result;

  test('is an IR as its schema has it', () => {
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(imageSchema.safeParse(image).error?.issues ?? []).toEqual([]);
  });

  test('is printed as docs/ir.schema.json says, with origins and without', () => {
    expect(problems(irJson(images))).toEqual([]);
    expect(problems(irJson(images, { origins: true }))).toEqual([]);
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

describe('docs/ir.schema.json', () => {
  const [image] = compileExample('minimal').result.images;
  const target = image!.targets[0]!;

  test('refuses another version, fields that it does not know, and values of another type', () => {
    const ir = irJson([image!]);
    expect(problems(ir.replace('"version": 1', '"version": 2'))).toMatchObject([{ keyword: 'const' }]);
    const more = irJson([{ ...image!, more: 1 } as never]);
    expect(problems(more)).toMatchObject([{ keyword: 'additionalProperties' }]);
    const { build } = target;
    const wrong = { ...target, build: { ...build, disk: { ...build.disk, value: '10G' as never } } };
    expect(problems(irJson([{ ...image!, targets: [wrong] }]))).toMatchObject([{ keyword: 'type' }]);
  });

  test('describes values within maps', () => {
    const [run] = target.provision;
    const [task] = run!.tasks;
    const odd = { ...task!, keywords: new Map([['when', { type: 'number', value: 1 } as never]]) };
    const changed = { ...target, provision: [{ ...run!, tasks: [odd] }] };
    expect(problems(irJson([{ ...image!, targets: [changed] }]))).not.toEqual([]);
  });
});
