import { isoDate } from './clock.ts';
import { usageFailure } from './args.ts';
import type { Args, Failure } from './command.ts';
import type { Io } from './io.ts';

/** The day for rules that depend on one: `--date`, then SOURCE_DATE_EPOCH; null where neither is given. */
export function dateOption(args: Args, { env }: Pick<Io, 'env'>): string | null | Failure {
  const given = args.value('date');
  if (given !== null) {
    return isDay(given)
      ? given
      : usageFailure(`\`${given}\` is no value of --date.`, 'It takes a day, such as --date 2026-11-24.');
  }
  const epoch = env['SOURCE_DATE_EPOCH'] ?? '';
  if (epoch === '') return null;
  // Years beyond 9999 have another form.
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
