import { commands } from '../commands.generated.ts';
import { commandHelp } from '../shell/help.ts';
import { code } from '../../emit/text/markdown.ts';
import { document, fenced, table } from './markdown.ts';

/** Returns the page on the commands: each as `vkc help` shows it. */
export async function commandsPage(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async ({ load }) => (await load()).default));
  return document([
    '# Commands',
    'What `vkc help COMMAND` says of each command. [The reference](README.md)',
    table(
      ['Command', ''],
      all.map(({ name, summary }) => [`[${code(`vkc ${name}`)}](#vkc-${name})`, summary]),
    ),
    ...all.flatMap((command) => [`## vkc ${command.name}`, fenced('text', commandHelp(command).trimEnd())]),
  ]);
}
