import { expectationSchema } from '../../compiler/sdk/expectation-kind.ts';
import type { ExpectationKind } from '../../compiler/sdk/expectation-kind.ts';
import { library } from '../../stdlib/index.ts';
import { bullets, document, fenced, prose } from './markdown.ts';
import { attributeTable, conditionsOf } from './attributes.ts';
import { formatted } from './examples.ts';

/** The page on what can be expected of the booted image. */
export function expectationsPage(): string {
  return document([
    '# Expectations',
    'What stands in `expect { … }` of an image or a role is checked on a machine that was booted from the image, by `tests/verify.yml`; in `start`, after the start phase. [The reference](README.md)',
    'Besides its own attributes, each takes:',
    ...attributeTable(expectationSchema, 'types.md'),
    ...[...library.expectations.values()].flatMap(section),
  ]);
}

function section({ name, doc, label, schema, example }: ExpectationKind): string[] {
  const conditions = conditionsOf(schema);
  return [
    `## ${name}`,
    prose(doc),
    `Its label is ${prose(label.what)}.`,
    ...attributeTable(schema, 'types.md'),
    ...(conditions.length === 0 ? [] : ['What is checked of them:', bullets(conditions)]),
    fenced('vkimage expect', formatted(example)),
  ];
}
