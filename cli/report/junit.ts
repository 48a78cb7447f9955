import type { Finding, Requirement, Evident, ImageReport, CheckReport } from './types.ts';
// The name `xml` keeps formatters from treating these templates as HTML.
import { html as xml } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';

/** Renders the report as JUnit XML: a suite for each target, a test case for each requirement. */
export function renderJunit(report: CheckReport): string {
  const suites = [
    ...report.images.flatMap((image) => image.targets.map((_, i) => targetSuite(image, i))),
    ...(report.mistakes.length === 0 ? [] : [mistakesSuite(report.mistakes)]),
  ];
  const sum = (key: 'tests' | 'failures' | 'skipped') =>
    suites.reduce((total, suite) => total + suite[key], 0);
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="vkc" tests="${sum('tests')}" failures="${sum('failures')}" errors="0" time="0">
${suites.map(suiteElement)}</testsuites>
`.text;
}

const suiteElement = ({ name, tests, failures, skipped, cases }: Suite): Markup =>
  xml`  <testsuite name="${name}" tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}" time="0">
${cases}  </testsuite>
`;

interface Suite {
  readonly name: string;
  readonly tests: number;
  readonly failures: number;
  readonly skipped: number;
  readonly cases: readonly Markup[];
}

function targetSuite(image: ImageReport, i: number): Suite {
  const { name, short } = image.targets[i]!;
  const rules = image.topics.flatMap(({ rules: all }) => all);
  const on = ({ targets }: Finding) => targets.length === 0 || targets.includes(short);
  const states = rules.map((rule) => rule.states[i]!);
  return {
    name,
    tests: rules.length,
    failures: states.filter((state) => state === 'broken').length,
    skipped: states.filter((state) => SKIPPED.has(state)).length,
    cases: rules.map((rule) => {
      const found = image.findings.filter((each) => rule.codes.includes(each.code) && on(each));
      const allowed = image.allowed.filter((each) => rule.codes.includes(each.code) && on(each));
      const [first] = [...found, ...allowed];
      const file = first === undefined ? image.file : first.place.replace(/:\d+$/, '');
      return testCase(
        rule.title,
        name,
        file,
        outcome(
          rule,
          i,
          found,
          allowed.map(({ reason }) => reason),
        ),
      );
    }),
  };
}

/**
 * States that this check does not prove: the requirement is checked at boot, turned off, or allowed to be
 * broken.
 */
const SKIPPED: ReadonlySet<string> = new Set(['allowed', 'boot', 'unasked']);

function outcome(
  rule: Requirement,
  i: number,
  found: readonly Finding[],
  reasons: readonly string[],
): Markup | null {
  const lines = found.map(
    ({ place, message, help }) => `${place}: ${message}${help === null ? '' : `\n  ${help}`}`,
  );
  switch (rule.states[i]) {
    case 'broken':
      return xml`<failure type="${rule.id}" message="${found[0]!.message}">${lines.join('\n')}\n${rule.why}</failure>`;
    case 'warned':
    case 'noted':
      return xml`<system-out>${lines.join('\n')}</system-out>`;
    case 'allowed':
      return xml`<skipped message="${`Allowed: ${[...new Set(reasons)].join(' ')}`}"/>`;
    case 'boot':
      return xml`<skipped message="Checked in the booted image, by tests/verify.yml"/>`;
    case 'unasked':
      return xml`<skipped message="${rule.proof}"/>`;
    default: {
      const seen = rule.evidence.filter(({ on }) => on.includes(i));
      return seen.length === 0 ? null : xml`<system-out>${seen.map(shown).join('\n')}</system-out>`;
    }
  }
}

const shown = ({ what, place }: Evident): string => `${place === null ? '' : `${place}: `}${what}`;

function mistakesSuite(mistakes: readonly Finding[]): Suite {
  return {
    name: 'source',
    tests: mistakes.length,
    failures: mistakes.length,
    skipped: 0,
    cases: mistakes.map(({ code, message, help, place }) =>
      testCase(
        `${place}: ${code}`,
        'source',
        place.replace(/:\d+$/, ''),
        xml`<failure type="${code}" message="${message}">${place}: ${message}${help === null ? '' : `\n${help}`}</failure>`,
      ),
    ),
  };
}

function testCase(name: string, suite: string, file: string, inside: Markup | null): Markup {
  const head = xml`    <testcase name="${name}" classname="${suite}" file="${file}" time="0"`;
  return inside === null ? xml`${head}/>\n` : xml`${head}>${inside}</testcase>\n`;
}
