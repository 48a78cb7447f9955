import * as z from 'zod/mini';
import { templatesIn } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { circlesOf } from '../../compiler/model/graph.ts';
import { own } from '../../compiler/model/own.ts';

/** What kinds of resources refuse, in the author's words. */
type Given = Readonly<Record<string, Value | undefined>>;
type Check = z.core.$ZodCheck<Given>;

/** The text of a value that is known when compiling. */
function known(value: Value | undefined): string | null {
  return value?.type === 'string' ? value.value : null;
}

/** A rule for one attribute whose text is known. */
function attribute(name: string, message: string, holds: (text: string, all: Given) => boolean): Check {
  return z.refine<Given>(
    (all) => {
      const text = known(all[name]);
      return text === null || holds(text, all);
    },
    { path: [name], message },
  );
}

/** What is to be absent has none of these attributes. */
export const notIfAbsent = (what: string, names: readonly string[]): Check[] =>
  names.map((name) =>
    z.refine<Given>((all) => all[name] === undefined || known(all['state']) !== 'absent', {
      path: [name],
      message: `${what} that is to be absent has no \`${name}\`.`,
    }),
  );

/** Exactly one of the attributes is given. */
export function oneOf(what: string, ...names: string[]): Check {
  const words = names.map((name) => `\`${name}\``);
  return z.refine<Given>(
    (all) => names.filter((name) => all[name] !== undefined).length === 1,
    `${what} has ${names.length === 2 ? 'either' : 'one of'} ${words.slice(0, -1).join(', ')} ${names.length === 2 ? 'or' : 'and'} ${words.at(-1)}.`,
  );
}

/** An attribute that means something only beside another one. */
export function needs(name: string, other: string, message: string): Check {
  return z.refine<Given>((all) => all[name] === undefined || all[other] !== undefined, {
    path: [name],
    message,
  });
}

/** A path on the machine, which begins with a slash; a relative one is fine beside the attribute `base`. */
export function absolute(name: string, base?: string): Check {
  const message =
    base === undefined
      ? 'A path on the machine begins with `/`.'
      : `A path on the machine begins with \`/\`; one that does not needs \`${base}\`.`;
  const begins = (text: string, all: Given) =>
    text.startsWith('/') || (base !== undefined && all[base] !== undefined);
  return z.refine<Given>(
    (all) => {
      const text = known(all[name]);
      return text === null || (begins(text, all) && expanded(text) === null);
    },
    {
      path: [name],
      error: ({ input }) => {
        // The reference asks for the message without a value.
        const all = (input ?? {}) as Given;
        const text = known(all[name]) ?? '';
        return begins(text, all) ? (expanded(text) ?? message) : message;
      },
    },
  );
}

const DIGITS: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
};

/** A checksum as Ansible takes it: the algorithm and its digits, or where a list of checksums is. */
export function checksum(name = 'checksum'): Check {
  return attribute(
    name,
    'A checksum is written `sha256:` and its 64 hexadecimal digits; in place of the digits, the URL of a list of checksums.',
    (text) => {
      const [, algorithm = '', rest = ''] = /^(\w+):(.+)$/s.exec(text) ?? [];
      const digits = own(DIGITS, algorithm);
      return (
        digits !== undefined &&
        (/^https?:\/\//.test(rest) || new RegExp(`^[0-9A-Fa-f]{${digits}}$`).test(rest))
      );
    },
  );
}

/** Variables of a template that are made of themselves, which Ansible would look up without end. */
export const endlessVars: Check = z.refine<Given>(
  ({ vars }) => {
    if (vars?.type !== 'map') return true;
    const names = [...vars.entries.keys()];
    const uses = (name: string): string[] => {
      const value = vars.entries.get(name);
      // What has the name of what it holds is left out: the template sees it already.
      if (value === undefined || holdsItself(name, value)) return [];
      const text = templatesIn(value)
        .flatMap((template) => template.value.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? [])
        .join(' ');
      return names.filter((other) => new RegExp(`\\b${other.replace(/\\W/g, '\\$&')}\\b`).test(text));
    };
    return circlesOf(names, uses).length === 0;
  },
  { path: ['vars'], message: 'One of the `vars` is made of itself: give the template another name for it.' },
);

/** Whether a variable is the very one of its name. */
export function holdsItself(name: string, value: Value): boolean {
  return value.type === 'jinja' && value.value === `{{ ${name} }}`;
}

/** A command that looks at a file before it takes its place. */
export const validate: Check = attribute(
  'validate',
  'The command has to say where the file is that it checks: `%s` stands for its path.',
  (text) => text.includes('%s'),
);

/** A mode for a tree of folders: whoever reads one has to be able to enter it. */
export function walkable(name: string, when: (all: Given) => boolean = () => true): Check {
  return z.refine<Given>(
    (all) => {
      const mode = all[name];
      if (mode?.type !== 'mode' || !when(all)) return true;
      const [special, ...classes] = [...mode.value].map(Number);
      return special === 0 && classes.every((digit) => (digit & 5) !== 4);
    },
    {
      path: [name],
      message:
        'This mode is for folders too, which are entered with `x`: write `0755` or `0750`. Files in them get no `x` that they do not have.',
    },
  );
}

/** What is wrong with the path of a folder on the machine, or null. */
export function folderLabel(path: string): string | null {
  if (!path.startsWith('/')) return 'A path on the machine begins with `/`.';
  if (/\/\.{1,2}(\/|$)/.test(path)) return 'A path on the machine is written without `.` and `..`.';
  if (/[*?]/.test(path)) return 'A path names one file or folder: `*` and `?` do not stand for others here.';
  return expanded(path);
}

/** What is wrong with a path in which Ansible would put variables of its own environment, or null. */
function expanded(path: string): string | null {
  const [found] = /\$(\w+|\{[^}]*\})/.exec(path) ?? [];
  return found === undefined
    ? null
    : `Ansible puts its own environment into paths, so \`${found}\` would not stay as it is. Write the path without it.`;
}

/** What is wrong with the path of a file, or null. */
export function pathLabel(path: string): string | null {
  return (
    folderLabel(path) ?? (path.endsWith('/') ? 'This is the path of a folder: a file has a name.' : null)
  );
}

/** What is wrong with the name of a package. */
export function packageName(name: string): string | null {
  const [, bare, version] = /^([\w.+-]+)\s*(?:[<>]?=)\s*(.+)$/.exec(name) ?? [];
  if (version !== undefined)
    return `A version has an attribute of its own: \`package "${bare}" { version = "${version}" }\`.`;
  if (name.includes('://')) return 'A package that is fetched from a URL is a `package_file`.';
  return /^(?:[@/]?\w|\*[\w.+-])[\w.+:@/* -]*$/.test(name)
    ? null
    : `\`${name}\` cannot be the name of a package.`;
}

/** What is wrong with a name that has to have a form. */
export function nameLabel(what: string, form: RegExp): (name: string) => string | null {
  return (name) => (form.test(name) ? null : `\`${name}\` cannot be the name of ${what}.`);
}

/** What is wrong with the name of a user or a group, or null. */
export const accountName = (what: string) =>
  nameLabel(
    `${what}, which begins with a letter and goes on with letters, digits, \`.\`, \`_\` and \`-\``,
    /^[a-z_][a-z0-9_.-]{0,31}$/i,
  );
