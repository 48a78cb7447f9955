import { own } from '../../compiler/model/own.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { common, readArgs, usageFailure } from './args.ts';
import { EXIT, isFailure } from './command.ts';
import type { CommandEntry, Failure } from './command.ts';
import { commands as all } from '../commands.generated.ts';
import { commandHelp, overview } from './help.ts';
import { crash, environment, fail } from './failure.ts';
import type { Io } from './io.ts';
import { version } from '../../emit/version.generated.ts';

type Commands = Readonly<Record<string, CommandEntry>>;

/** Runs one command line. Returns the exit code. Never throws. */
export async function run(argv: readonly string[], io: Io, commands: Commands = all): Promise<number> {
  try {
    return await dispatch(argv, io, commands);
  } catch (error) {
    return io.env['VKC_DEBUG'] === '1' ? crash(error, io) : (environment(error, io) ?? crash(error, io));
  }
}

async function dispatch(argv: readonly string[], io: Io, commands: Commands): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) {
    io.stderr.write(overview(commands));
    return EXIT.usage;
  }
  if (first === '--version' || first === '-V') {
    io.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  if (first === '--help' || first === '-h') return help([], io, commands);
  if (first === 'help')
    return help(
      rest.filter((arg) => !arg.startsWith('-')),
      io,
      commands,
    );
  if (first.startsWith('-')) {
    const near = suggest(first.replace(/^-+/, ''), ['help', 'version', ...Object.keys(common)]);
    const hint =
      near === null || near === 'color' ? 'Write options after the command.' : `Did you mean --${near}?`;
    return fail(usageFailure(`There is no option ${first} before the command.`, hint), io);
  }
  const entry = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (entry === undefined) return fail(unknownCommand(first, commands), io);
  const command = (await entry.load()).default;
  // Help is printed even if the rest of the command line is wrong, because that is when it is needed.
  const end = rest.indexOf('--');
  const flags = end < 0 ? rest : rest.slice(0, end);
  if (flags.includes('--help') || flags.includes('-h')) {
    io.stdout.write(commandHelp(command));
    return EXIT.ok;
  }
  const args = readArgs(rest, command.name, command.options);
  if (isFailure(args)) return fail(args, io);
  return command.run(args, io);
}

async function help(names: readonly string[], io: Io, commands: Commands): Promise<number> {
  const [name] = names;
  if (name === undefined) {
    io.stdout.write(overview(commands));
    return EXIT.ok;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) return fail(unknownCommand(name, commands), io);
  io.stdout.write(commandHelp((await entry.load()).default));
  return EXIT.ok;
}

/** What other tools call the commands. */
const CALLED: Readonly<Record<string, string>> = {
  validate: 'check',
  lint: 'check',
  analyze: 'check',
  plan: 'compile --diff',
  preview: 'compile --diff',
  apply: 'compile',
  generate: 'compile',
  render: 'compile',
  format: 'fmt',
  new: 'init',
  create: 'init',
  version: '--version',
  test: 'verify',
  deploy: 'publish',
  upload: 'publish',
  list: 'targets',
  show: 'inspect',
  why: 'explain',
};

function unknownCommand(name: string, commands: Commands): Failure {
  if (name.endsWith('.vkimage'))
    return usageFailure(`There is no command ${name}.`, `To compile it: vkc compile ${name}`);
  const same = own(CALLED, name.toLowerCase());
  if (same !== undefined) return usageFailure(`There is no command \`${name}\`.`, `Run \`vkc ${same}\`.`);
  const near = suggest(name, [...Object.keys(commands), 'help']);
  const hint = near === null ? '`vkc --help` lists the commands.' : `Did you mean \`vkc ${near}\`?`;
  return usageFailure(`There is no command \`${name}\`.`, hint);
}
