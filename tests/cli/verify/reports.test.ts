import { describe, expect, test } from 'vitest';
import { findings, open, verdict, verdictLine } from '../../../cli/verify/model.ts';
import { renderJson } from '../../../cli/verify/json.ts';
import { renderJunit } from '../../../cli/verify/junit.ts';
import { renderPage } from '../../../cli/verify/page.ts';
import { parseRecord } from '../../../cli/verify/record.ts';
import { stats, task } from '../../support/fakes/machine.ts';
import { SOUND, VERIFICATION } from '../../support/verification.ts';

describe('what was recorded', () => {
  test('has a check for each assertion that was not skipped', () => {
    const look = JSON.stringify({
      name: 'See whether',
      action: 'ansible.builtin.raw',
      tags: ['a'],
      outcome: 'ok',
    });
    const text = `${look}\n${task('a', 'ok', '', 7)}${task('b', 'failed', ' two\n')}${task('c', 'skipped')}${task('always', 'failed', 'b: two')}${stats}`;
    expect(parseRecord(text)).toEqual({
      points: [
        { id: 'a', title: 'Title of a', line: 7, holds: true, found: '' },
        { id: 'b', title: 'Title of b', line: 1, holds: false, found: 'two' },
      ],
      changed: 0,
      problem: null,
    });
  });

  test('of several tasks of one check fails if one of them fails', () => {
    const { points } = parseRecord(
      task('a', 'failed', 'x') + task('a') + task('b') + task('b', 'failed', 'y') + stats,
    );
    expect(points.map(({ id, found }) => [id, found])).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
  });

  test('reports that it is incomplete', () => {
    expect(parseRecord(task('a')).problem).toBe('the playbook did not come to its end');
    expect(parseRecord(`${task('a')}{"name": "cut o`).points.length).toBe(1);
    expect(parseRecord(task('a', 'unreachable', 'gone') + stats).problem).toBe(
      'the machine no longer answers: gone',
    );
    expect(parseRecord('').points).toEqual([]);
  });
});

describe('the verdict', () => {
  const names = VERIFICATION.rounds.map(({ name }) => name);
  const of = (id: string) => VERIFICATION.points.find((point) => point.id === id)!;

  test('is the worst of all rounds', () => {
    expect(VERIFICATION.points.map(verdict)).toEqual(['broken', 'unseen', 'broken', 'broken', 'unseen']);
    expect(open(SOUND)).toEqual([]);
    expect(verdictLine(SOUND)).toBe('all 5 checks pass');
    expect(verdictLine(VERIFICATION)).toBe('3 of 5 checks fail, 2 were not run');
    expect(verdictLine({ points: VERIFICATION.points.slice(0, 1) })).toBe('1 of 1 check fails');
  });

  test('says the same words once', () => {
    expect(findings(of('no-passwords'), names)).toEqual([
      { when: 'after the first boot, after a soft reboot', found: 'open: root' },
      { when: 'after a hard reset', found: 'not run' },
    ]);
  });
});

test('JSON has all checks by their ids, with the result of each round', () => {
  const json = JSON.parse(renderJson(VERIFICATION)) as Record<string, unknown>;
  expect(json).toMatchObject({
    format: 1,
    holds: false,
    totals: { points: 5, held: 0, broken: 3, unseen: 2 },
    target: 'xaas-hello',
  });
  expect(json['points']).toContainEqual({
    id: 'port-80',
    title: 'Title of <port-80> & more',
    state: 'unseen',
    source: { file: 'hello.vkimage', line: 37 },
    why: null,
    rounds: {
      boot: { state: 'held', found: '' },
      reboot: { state: 'held', found: '' },
      reset: { state: 'unseen', found: '' },
    },
  });
});

test('JUnit counts failed checks and those that were not run, and leaves out those that do not apply', () => {
  const text = renderJunit(VERIFICATION);
  expect(text).toContain('<testsuites name="vkc verify" tests="14" failures="4" errors="0" time="1061.5">');
  expect(text).toContain(
    '<testsuite name="xaas-hello: after a hard reset" tests="5" failures="1" errors="0" skipped="4"',
  );
  expect(text).toContain(
    '<failure type="no-passwords" message="open: root">no-passwords: open: root\nWhy &quot;no-',
  );
  expect(text).toContain('file="hello.vkimage"');
  expect(text).not.toContain('<script>');
});

test('the page escapes texts, and lists checks that do not pass first', () => {
  const page = renderPage(VERIFICATION);
  expect(page).not.toMatch(/<script|<b>& sons/);
  expect(page.indexOf('Checks that do not pass')).toBeLessThan(page.indexOf('<h3>Checks<'));
  expect(renderPage(SOUND)).not.toContain('Checks that do not pass');
  expect(renderPage(SOUND)).toContain('All 5 checks pass');
});
