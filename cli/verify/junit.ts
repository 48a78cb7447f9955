// The name `xml` keeps formatters from treating these templates as HTML.
import { html as xml } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { rounds } from './model.ts';
import type { Point, PointState, Round, Verification } from './model.ts';

/** Renders the report as JUnit XML: a suite for each start of the machine, a test case for each check. */
export function renderJunit(report: Verification): string {
  const suites = report.rounds.map((round, i) => suiteOf(report, round, i));
  const sum = (key: 'tests' | 'failures') => suites.reduce((total, suite) => total + suite[key], 0);
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="vkc verify" tests="${sum('tests')}" failures="${sum('failures')}" errors="0" time="${report.seconds}">
${suites.map(({ element }) => element)}</testsuites>
`.text;
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly element: Markup;
}

function suiteOf(report: Verification, round: Round, i: number): Suite {
  const name = `${report.target}: ${rounds[round.name].when}`;
  const asked = report.points.filter(({ states }) => states[i]!.state !== 'unasked');
  const count = (state: PointState['state']) =>
    asked.filter(({ states }) => states[i]!.state === state).length;
  const failures = count('broken');
  const cases = asked.map((point) => testCase(point, point.states[i]!, name, round));
  return {
    tests: asked.length,
    failures,
    element: xml`  <testsuite name="${name}" tests="${asked.length}" failures="${failures}" errors="0" skipped="${count('unseen')}" time="${round.seconds}">
${cases}  </testsuite>
`,
  };
}

function testCase(
  { id, title, why, place }: Point,
  { state, found }: PointState,
  suite: string,
  round: Round,
) {
  const file = place === null || place.file.startsWith('vkc:') ? null : xml` file="${place.file}"`;
  const time = id === 'machine-boots' ? (round.up ?? round.seconds) : 0;
  const head = xml`    <testcase name="${title}" classname="${suite}"${file} time="${time}"`;
  if (state === 'held') return xml`${head}/>\n`;
  if (state === 'unseen') return xml`${head}><skipped message="It was not looked at."/></testcase>\n`;
  const where = place === null ? '' : `${place.file}:${place.line}: `;
  const text = [`${where}${id}: ${found}`, ...(why === null ? [] : [why])].join('\n');
  return xml`${head}><failure type="${id}" message="${found}">${text}</failure></testcase>\n`;
}
