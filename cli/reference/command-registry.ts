import type { Command } from '../shell/command.ts';

/** Returns the commands in the order of `vkc --help`, for build.mjs. Throws if that list would be wrong. */
export function commandsInOrder(commands: ReadonlyMap<string, Command>): Command[] {
  const sorted = [...commands].sort(([, a], [, b]) => a.order - b.order);
  for (const [i, [file, { name, order }]] of sorted.entries()) {
    if (name !== file)
      throw new Error(`cli/commands/${file}.ts: the command is called ${name}, not ${file}.`);
    const next = sorted[i + 1];
    if (next?.[1].order !== order) continue;
    throw new Error(
      `cli/commands/${file}.ts and ${next[0]}.ts both have \`order: ${order}\`. Give one of them another place.`,
    );
  }
  return sorted.map(([, command]) => command);
}
