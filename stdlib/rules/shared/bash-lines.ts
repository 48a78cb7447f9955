import type { Value } from '../../../compiler/model/value.ts';
import { inEachRun } from '../../../compiler/sdk/once.ts';
import type { PlacedRun } from '../../../compiler/sdk/rule.ts';
import { bashCommands } from '../../bash/commands.ts';
import type { BashCommand } from '../../bash/commands.ts';
import { withoutTemplates } from '../../bash/parse.ts';
import task from '../../resources/task.ts';
import { findCommands, findTexts } from './texts.ts';
import type { Command, Written } from './texts.ts';

/** One command of a line that runs on the machine. */
export interface RunCommand extends Command {
  readonly command: BashCommand;
}

/** Every single command that `command`, `shell`, `timer` and tasks run, wherever in a line it stands. */
export const runCommands = inEachRun(findRunCommands);

function findRunCommands(run: PlacedRun): RunCommand[] {
  return [...findCommands(run)].flatMap((line) =>
    bashCommands(withoutTemplates(line.line)).map((command) => ({ ...line, command })),
  );
}

/**
 * What gets into files on the machine: by `file`, `line`, `block` and `unit`, by tasks that write, and by commands whose output
 * goes there.
 */
export const writtenOf = inEachRun(function* (run, context): Generator<Written> {
  yield* findTexts(run, context);
  for (const at of run.resources(task)) {
    const { module, args } = at.attributes;
    const [, name] = /\.(copy|lineinfile|blockinfile)$/.exec(module.value) ?? [];
    const given = (...keys: readonly string[]) =>
      keys.map((key) => args?.entries.get(key)).find((each) => each !== undefined);
    if (name === undefined || textIn(given('state')) === 'absent') continue;
    const path = textIn(given('path', 'dest', 'destfile', 'name'));
    const text = given('content', 'line', 'block');
    if (path === null || textIn(text) === null) continue;
    yield { at, path, text: textIn(text)!, span: text!.origin, template: text!.type === 'jinja' };
  }
  for (const { at, span, command } of findRunCommands(run)) {
    for (const { path, text } of command.writes)
      if (text !== null) yield { at, path, text, span, template: false };
  }
});

const textIn = (value: Value | undefined): string | null =>
  value?.type === 'string' || value?.type === 'jinja' ? value.value : null;
