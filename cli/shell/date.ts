import { isoDate } from './clock.ts';
import { usageFailure } from './args.ts';
import type { Args, Failure } from './command.ts';
import type { Io } from './io.ts';

/**
 * Returns the date for rules that depend on one: from `--date`, or else SOURCE_DATE_EPOCH. Null if neither is
 * given.
 */
export function dateOption(args: Args, { env }: Pick<Io, 'env'>): string | null | Failure {
  const given = args.value('date');
  if (given !== null) {
    return isDay(given)
      ? given
      : usageFailure(`\`${given}\` is not a value for --date.`, 'Give a date, such as --date 2026-11-24.');
  }
  const epoch = env['SOURCE_DATE_EPOCH'] ?? '';
  if (epoch === '') return null;
  // toISOString writes years after 9999 in another form.
  return /^\d{1,12}$/.test(epoch) && Number(epoch) < 253402300800
    ? isoDate(new Date(Number(epoch) * 1000))
    : usageFailure(
        `SOURCE_DATE_EPOCH is \`${epoch}\`.`,
        'It holds seconds since 1970, as `date +%s` prints them.',
      );
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && isoDate(date) === text;
}
