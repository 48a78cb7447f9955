import type { Image } from '../../compiler/model/ir.ts';
import type { RuleSettings } from '../../compiler/sdk/rule.ts';
import type { Args } from '../shell/command.ts';
import { dateOption } from '../shell/date.ts';
import type { Io } from '../shell/io.ts';

/** A system, and the month in which its support ends. */
export type Support = readonly [title: string, month: string];

interface Supported {
  readonly name: string;
  /** Severities of rules in its project. */
  readonly rules: RuleSettings;
  readonly support: readonly Support[];
}

/** The systems of an image whose support ends, without those that are allowed to be past it. */
export function supportOf({ targets }: Image): Support[] {
  const found = new Map<string, string>();
  for (const { os, allows } of targets)
    if (os.end_of_life !== '' && !allows.some(({ rule }) => rule === 'end-of-life'))
      found.set(os.title, os.end_of_life);
  return [...found];
}

/**
 * Notes systems whose support has ended, for commands that do not check it: what they make must not depend on the day, and so
 * it is no error here. An image that allows it, and a project without the rule, are not noted.
 */
export function noteEnded(images: readonly Supported[], args: Args, io: Io): void {
  // With a date the rule itself has spoken.
  if (dateOption(args, io) !== null || args.has('quiet')) return;
  const month = io.today().slice(0, 7);
  const ended = new Map<string, { month: string; names: Set<string> }>();
  for (const { name, rules, support } of images) {
    if (rules.get('end-of-life') === 'off') continue;
    for (const [title, end] of support) {
      if (end >= month) continue;
      const known = ended.get(title) ?? { month: end, names: new Set() };
      ended.set(title, known);
      known.names.add(name);
    }
  }
  for (const [title, { month: since, names }] of ended)
    io.stderr.write(
      `note: ${title} has had no security updates since ${since} (${[...names].join(', ')}). \`vkc check\` reports it as an error.\n`,
    );
}
