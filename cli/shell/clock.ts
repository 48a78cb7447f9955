/** Returns the date in UTC, which is the same everywhere. */
export const isoDate = (date: Date): string => date.toISOString().slice(0, 10);
