import { diagnoser } from '../../grammar/diagnostic.ts';
import { syntax } from '../../grammar/messages/index.ts';
import { area } from './area.ts';
import type { Area } from './area.ts';
import { areas as own, entries } from './messages.generated.ts';

/** Every code that vkc can report. */
export const catalogue = { ...syntax, ...entries };

/** In order of their codes. */
export const areas: readonly Area[] = [
  area('VK01', 'syntax', 'How a source is written, before its names mean anything.', syntax),
  ...own,
].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));

export const diagnose: ReturnType<typeof diagnoser<typeof catalogue>> = diagnoser(catalogue);
