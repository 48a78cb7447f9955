/** Times of systemd (systemd.time(7), "Calendar events") and of cron (crontab(5)). */

const WORDS = /^(?:minutely|hourly|daily|weekly|monthly|quarterly|semi-?annually|yearly|annually)$/i;
const WEEKDAY =
  '(?:mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';
const DAYS = new RegExp(
  `^${WEEKDAY}(?:(?:\\.\\.|-)${WEEKDAY})?(?:,${WEEKDAY}(?:(?:\\.\\.|-)${WEEKDAY})?)*,?$`,
  'i',
);
const ZONE = /^(?:UTC|[A-Z]\w+(?:\/[\w+-]+)+)$/;
const NUMBERS = /^(?:\*|\d+(?:\.\d+)?(?:\.\.\d+(?:\.\d+)?)?)(?:\/\d+(?:\.\d+)?)?$/;

/** A list of numbers, ranges and steps, none of them above `most`. */
const isList = (text: string, least: number, most: number): boolean =>
  text.split(',').every((item) => {
    if (!NUMBERS.test(item)) return false;
    const [range = ''] = item.split('/');
    return range === '*' || range.split('..').every((each) => Number(each) >= least && Number(each) <= most);
  });

function isDate(text: string): boolean {
  const [, , rest = text] = /^(\*|\d{2,4}(?:[.,/\d]*))-(?=.*[-~])(.*)$/.exec(text) ?? [];
  const [, month, , day] = /^([^-~]+)([-~])([^-~]+)$/.exec(rest) ?? [];
  return month !== undefined && isList(month, 1, 12) && isList(day!, 1, 31);
}

function isTime(text: string): boolean {
  const parts = text.split(':');
  return (
    parts.length >= 2 &&
    parts.length <= 3 &&
    isList(parts[0]!, 0, 23) &&
    parts.slice(1).every((part) => isList(part, 0, 60))
  );
}

/** Whether systemd can read a time of a timer. */
export function isCalendarTime(text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words.length > 1 && ZONE.test(words.at(-1)!)) words.pop();
  if (/^@\d+$/.test(words[0]!) && words.length === 1) return true;
  if (WORDS.test(words[0]!)) return words.length === 1;
  if (DAYS.test(words[0]!)) words.shift();
  else if (words.length === 0) return false;
  if (words.length > 0 && !words[0]!.includes(':')) {
    if (!isDate(words[0]!)) return false;
    words.shift();
  }
  if (words.length > 0 && isTime(words[0]!)) words.shift();
  return words.length === 0;
}

const FIELDS: readonly (readonly [least: number, most: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** The field of a time of cron that has a number out of its range, counted from 1; null if all are right. */
export function wrongCronField(text: string): number | null {
  if (text.startsWith('@')) return null;
  const wrong = text
    .trim()
    .split(/\s+/)
    .findIndex((field, i) => {
      const [least, most] = FIELDS[i] ?? [0, 0];
      return field.split(',').some((item) => {
        const [range = '', step] = item.split('/');
        if (step !== undefined && !(Number(step) >= 1)) return true;
        return range
          .split('-')
          .some((each) => /^\d+$/.test(each) && (Number(each) < least || Number(each) > most));
      });
    });
  return wrong < 0 ? null : wrong + 1;
}
