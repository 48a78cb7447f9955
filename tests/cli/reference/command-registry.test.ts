import { expect, it } from 'vitest';
import { commandsInOrder } from '../../../cli/reference/command-registry.ts';
import { commands } from '../../../cli/commands.generated.ts';
import type { Command } from '../../../cli/shell/command.ts';

const command = (name: string, order: number): Command => ({
  name,
  order,
  summary: `Does ${name}.`,
  usage: '',
  about: [],
  options: {},
  run: async () => 0,
});
const inOrder = (...list: readonly [file: string, Command][]) => commandsInOrder(new Map(list));

it('lists commands by their order', () => {
  const [a, b] = [command('a', 9), command('b', 10)];
  expect(inOrder(['b', b], ['a', a])).toEqual([a, b]);
});

it("refuses two commands with the same order, and a command with a name other than its file's", () => {
  expect(() => inOrder(['a', command('a', 9)], ['b', command('b', 9)])).toThrow(
    'cli/commands/a.ts and b.ts both have `order: 9`.',
  );
  expect(() => inOrder(['a', command('b', 9)])).toThrow('cli/commands/a.ts: the command is called b, not a.');
});

it('gives the summaries of the commands themselves', async () => {
  const names = Object.keys(commands);
  expect(names).toContain('compile');
  for (const name of names) {
    const { default: loaded } = await commands[name]!.load();
    expect(commands[name]!.summary, name).toBe(loaded.summary);
  }
});
