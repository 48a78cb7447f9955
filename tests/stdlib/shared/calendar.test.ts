import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isCalendarTime, wrongCronField } from '../../../stdlib/shared/calendar.ts';

const READ =
  `minutely|hourly|daily|weekly|monthly|quarterly|semi-annually|yearly|Mon|Mon..Fri|Sat,Sun|Mon,Wed..Fri 06:00
Mon 03:00|*-*-* 03:00:00|*-*-* 03:00|*-*-1 00:00|*-*-01,15 12:30:15|*-1..3-* 00:00|2030-01-01|2030-01-01 00:00:00
*:0/15|*:00,30|0/2:00|*-*-* *:00/10:00|03:30|3:5|Mon *-*-1..7 18:00|*-*~1|*-02~03 04:00|Sun 2030-*-* 12:00|daily UTC
*-*-* 06:00 Europe/Moscow|Wed *-*-* 02:00 UTC|monday 10:00|Thu,Fri 2012-*-1,5 11:12:13|12:05:30.5|*:*:0/5|@1395716396`.split(
    /[|\n]/,
  );

const UNREAD =
  `evry day|every day|Mon 25:00|*-13-01|*-*-32|03:61|tomorrow|0 3 * * *x|Funday 03:00|*-*-* 3am|12.30|1h|at 3:00|*/15`.split(
    '|',
  );

describe('times of systemd', () => {
  test.each(READ)('%s is read', (text) => expect(isCalendarTime(text)).toBe(true));
  test.each(UNREAD)('%s is not', (text) => expect(isCalendarTime(text)).toBe(false));

  const { error } = spawnSync('systemd-analyze', ['--version']);
  test.runIf(error === undefined)('systemd says the same', () => {
    const verdict = (text: string) => spawnSync('systemd-analyze', ['calendar', text]).status === 0;
    expect(READ.filter((text) => !verdict(text))).toEqual([]);
    expect(UNREAD.filter(verdict)).toEqual([]);
  });
});

test.each([
  ['0 3 * * *', null],
  ['*/5 * * * *', null],
  ['0-30/10 1,2 1 jan mon-fri', null],
  ['@daily', null],
  ['0 0 * * 7', null],
  ['61 * * * *', 1],
  ['0 24 * * *', 2],
  ['0 0 0 * *', 3],
  ['0 0 1 13 *', 4],
  ['0 0 * * 8', 5],
  ['*/0 * * * *', 1],
])('cron: %s', (text, field) => expect(wrongCronField(text)).toBe(field));
