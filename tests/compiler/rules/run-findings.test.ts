import { expect, test } from 'vitest';
import { RunFindings } from '../../../compiler/rules/run-findings.ts';
import { TargetView } from '../../../compiler/rules/view.ts';
import type { Rule, RuleContext } from '../../../compiler/sdk/rule.ts';
import { library } from '../../../stdlib/index.ts';
import { compileText } from '../../support/compile.ts';

const SOURCE = ['a', 'b']
  .map((name) => `image ${name} {\n  os = [debian12]\n  package jq\n  variant large { package ${name} }\n}\n`)
  .join('\n');

function judged(check: (context: RuleContext) => Iterable<never>) {
  const { images, contents } = compileText(SOURCE);
  const options = {
    read: () => new Uint8Array(),
    written: () => '',
    source: () => '',
    contents,
    packages: library.packages,
  };
  const rules = [{ ...library.rules[0]!, eachRun: true, check } as Rule];
  const runs = new Set<unknown>();
  for (const image of images) {
    for (const target of image.targets) {
      const { context } = new TargetView(image, target, options);
      for (const run of context.runs()) runs.add(run);
      new RunFindings(rules).in(context);
    }
  }
  return runs;
}

test('a rule that looks at each run is asked once for all targets of all images that have the run', () => {
  const seen: unknown[] = [];
  const runs = judged((context) => {
    seen.push(...context.runs());
    return [];
  });
  expect(runs.size).toBeGreaterThan(4);
  expect(seen).toHaveLength(runs.size);
  expect(new Set(seen)).toEqual(runs);
});

test('it cannot ask for more than the run', () => {
  expect(() => judged(({ contents }) => [contents] as never)).toThrow('asks for more than the run');
  expect(() => judged(({ target }) => [target.build.memory] as never)).toThrow();
});
