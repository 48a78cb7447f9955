import { moduleNames } from '../ansible.generated.ts';

/** An argument of a module, as `ansible-doc` has it. */
export interface Argument {
  /** Its name, and what else it is called. */
  readonly names: readonly string[];
  readonly required: boolean;
  readonly bool: boolean;
  /** The values that it can have; null where it has others too. */
  readonly choices: readonly string[] | null;
}

const known = new Map<string, readonly Argument[] | null>();

/** The arguments of a module of `ansible.builtin`; null if it takes any, or is of another collection. */
export function argumentsOf(module: string): readonly Argument[] | null {
  let found = known.get(module);
  if (found === undefined) known.set(module, (found = read(module)));
  return found;
}

/** Reads the line of modules.txt: `state=present,absent path|dest! force?`, with `!` for required and `?` for true or false. */
function read(module: string): readonly Argument[] | null {
  const [, short] = /^ansible\.builtin\.(\w+)$/.exec(module) ?? [];
  if (short === undefined) return null;
  const text = `\n${moduleNames()}`;
  const start = text.indexOf(`\n${short} `);
  if (start < 0) return null;
  const line = text.slice(start + short.length + 2, text.indexOf('\n', start + 1));
  return line.split(' ').map((word) => {
    const [, names = '', required, bool, choices] = /^([^!?=]+)(!)?(\?)?(?:=(.*))?$/.exec(word) ?? [];
    return {
      names: names.split('|'),
      // The command of those that run one comes in several ways.
      required: required !== undefined && names !== 'free_form',
      bool: bool !== undefined,
      choices: choices?.split(',') ?? null,
    };
  });
}
