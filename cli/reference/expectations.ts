import { expectationSchema } from '../../compiler/sdk/expectation-kind.ts';
import type { ExpectationKind } from '../../compiler/sdk/expectation-kind.ts';
import { library } from '../../stdlib/index.ts';
import { bullets, document, fenced, prose } from './markdown.ts';
import { attributeTable, conditionsOf } from './attributes.ts';
import { formatted } from './examples.ts';

/** Returns the page on expectations of the booted image. */
export function expectationsPage(): string {
  return document([
    '# Expectations',
    '`tests/verify.yml` checks the expectations in `expect { … }` of an image or a role on a machine that was booted from the image. It checks those in `start` after the start phase. [The reference](README.md)',
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
    ...(conditions.length === 0 ? [] : ['Conditions:', bullets(conditions)]),
    fenced('vkimage expect', formatted(example)),
  ];
}
