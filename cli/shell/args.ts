import { parseArgs } from 'node:util';
import { own } from '../../compiler/model/own.ts';
import { suggest } from '../../compiler/model/suggest.ts';
import { Args, EXIT } from './command.ts';
import type { Failure, OptionSpec } from './command.ts';

type Options = Readonly<Record<string, OptionSpec>>;

/** Options of every command. */
export const common: Options = {
  help: { short: 'h', doc: 'Show this help.' },
  color: {
    value: 'WHEN',
    choices: ['always', 'never', 'auto'],
    doc: 'Use colours: always, never, or auto (on a terminal, unless NO_COLOR is set).',
  },
};

/** Parses a command line. Returns a failure for an unknown option, or for a missing or invalid value. */
export function readArgs(argv: readonly string[], command: string, own: Options): Args | Failure {
  const options: Options = { ...own, ...common };
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) } as const,
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const specOf = (name: string) => (Object.hasOwn(options, name) ? options[name] : undefined);
  const positionals: string[] = [];
  const found = new Map<string, string[]>();
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    if (
      token.kind === 'positional' &&
      before?.kind === 'option' &&
      specOf(before.name)?.second !== undefined
    ) {
      found.get(before.name)!.push(token.value);
      continue;
    }
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = specOf(token.name);
    const failure =
      spec === undefined
        ? unknown(token.rawName, command, options)
        : unfit(token, spec, tokens[i + 1]?.kind === 'positional');
    if (failure !== null) return failure;
    const values = found.get(token.name) ?? [];
    if (values.length > 0 && spec?.value !== undefined && spec.multiple !== true) {
      return usageFailure(`${token.rawName} is given more than once.`);
    }
    found.set(token.name, [...values, token.value ?? '']);
  }
  return new Args(positionals, found);
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function unfit(
  { rawName, value, inlineValue }: OptionToken,
  spec: OptionSpec,
  followed: boolean,
): Failure | null {
  if (spec.value === undefined) {
    return value === undefined ? null : usageFailure(`${rawName} is a switch and takes no value.`);
  }
  if (spec.second !== undefined && !followed) {
    return usageFailure(`${rawName} needs two values: ${rawName} ${spec.value} ${spec.second}.`);
  }
  // In `--out --force` the folder is missing. A value that begins with a dash is written `--out=--force`.
  if (value === undefined || value === '' || (inlineValue !== true && /^-[^\d]/.test(value))) {
    return usageFailure(`${rawName} needs a value: ${rawName} ${spec.value}.`);
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    const near = suggest(value, spec.choices);
    return usageFailure(
      `\`${value}\` is not a value for ${rawName}.`,
      near === null ? `It takes ${spec.choices.join(', ')}.` : `Did you mean \`${near}\`?`,
    );
  }
  return null;
}

/** Options that people know from other tools, or from another command, with what there is in their place. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  json: ['format json', 'json'],
  output: ['out'],
  'output-dir': ['out'],
  directory: ['out'],
  dir: ['out'],
  target: ['only', 'os'],
  only: ['os', 'target'],
  system: ['os'],
  var: ['set'],
  param: ['set'],
  overwrite: ['force'],
  yes: ['force'],
  dryrun: ['dry-run'],
  silent: ['quiet'],
  'no-color': ['color never'],
  'no-colour': ['color never'],
  colour: ['color'],
};

function unknown(rawName: string, command: string, options: Options): Failure {
  const name = rawName.replace(/^-+/, '');
  const names = Object.keys(options);
  const called = (own(CALLED, name) ?? []).find((each) => names.includes(each.split(' ')[0]!));
  // Most of a name, or a name and more, is nearer than a few other letters.
  const begun =
    name.length < 3 ? undefined : names.find((each) => each.startsWith(name) || name.startsWith(each));
  const near = rawName.startsWith('--') ? (called ?? begun ?? suggest(name, names)) : null;
  const help = `\`vkc help ${command}\` lists the options.`;
  return usageFailure(
    `\`vkc ${command}\` has no option ${rawName}.`,
    near === null ? help : `Did you mean --${near}?`,
  );
}

export function usageFailure(message: string, hint?: string): Failure {
  return hint === undefined ? { exit: EXIT.usage, message } : { exit: EXIT.usage, message, hint };
}
