import type { Args } from '../shell/command.ts';
import { dateOption } from '../shell/date.ts';
import type { Io } from '../shell/io.ts';
import type { Compiled } from './compile.ts';

/**
 * Notes systems whose support has ended, for commands that do not check it: what they make must not depend on the day, and so
 * it is no error here. An image that allows it, and a project without the rule, are not noted.
 */
export function noteEnded(images: readonly Compiled[], args: Args, io: Io): void {
  // With a date the rule itself has spoken.
  if (dateOption(args, io) !== null || args.has('quiet')) return;
  const month = io.today().slice(0, 7);
  const ended = new Map<string, { month: string; names: Set<string> }>();
  for (const { image, rules } of images) {
    if (rules.get('end-of-life') === 'off') continue;
    for (const { os, allows } of image.targets) {
      if (
        os.end_of_life === '' ||
        os.end_of_life >= month ||
        allows.some(({ rule }) => rule === 'end-of-life')
      )
        continue;
      const known = ended.get(os.title) ?? { month: os.end_of_life, names: new Set() };
      ended.set(os.title, known);
      known.names.add(image.name);
    }
  }
  for (const [title, { month: since, names }] of ended)
    io.stderr.write(
      `note: ${title} has had no security updates since ${since} (${[...names].join(', ')}). \`vkc check\` reports it as an error.\n`,
    );
}
