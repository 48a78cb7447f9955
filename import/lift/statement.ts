import { labelText, quoted } from './text.ts';

/** Kinds whose labels are lines and titles, which are quoted even if they are one word. */
const LINES: ReadonlySet<string> = new Set(['command', 'shell', 'task']);

/** Kinds whose labels are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['port']);

/** How a task of the tree stands in the result. */
export type Grade = 'lifted' | 'kept';

/** One resource of the language. */
export interface Statement {
  readonly grade: Grade;
  readonly kind: string;
  /** Text as the author would read it; several are a list. */
  readonly labels: readonly string[];
  /** Name and value, the value as the language writes it. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The name of the task that has its title, if that is not the first of its tasks. */
  readonly named?: string | null | undefined;
  /** The title that the kind makes up itself. */
  readonly usual?: string | undefined;
  /** Conditions on what is given at deployment, as the language writes them; the outermost first. */
  readonly under?: readonly string[] | undefined;
  /** Exceptions from rules, as they stand in it. */
  readonly allows?: readonly string[] | undefined;
  /** A loop around it, as it is written: `script in files("…")`; the label is then an expression. */
  readonly loop?: { readonly head: string; readonly label: string } | undefined;
}

export function printStatement({ kind, labels, attributes, loop, allows = [] }: Statement): string {
  const shown = LINES.has(kind)
    ? (text: string) => quoted(text)
    : NUMBERS.has(kind)
      ? (text: string) => text
      : labelText;
  const label =
    loop?.label ?? (labels.length === 1 ? shown(labels[0]!) : `[${labels.map(shown).join(', ')}]`);
  const body = [...attributes.map(([name, value]) => `${name} = ${value}`), ...allows];
  const head = `${kind} ${label}`;
  const text =
    body.length === 0
      ? head
      : body.length === 1 && !body[0]!.includes('\n') && !body[0]!.startsWith('title')
        ? `${head} { ${body[0]!} }`
        : `${head} {\n${body.join('\n')}\n}`;
  return loop === undefined ? text : `for ${loop.head} {\n${text}\n}`;
}
