/** Text that only the machine can complete: it holds what Jinja evaluates there. */
export class Template {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Text that an Ansible vault encrypts. It is kept as it stands, and never decrypted. */
export class Vault {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Text that stands for itself, braces included (`!unsafe`). */
export class Literal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What YAML says, before templates in it are evaluated. */
export type Raw = null | boolean | number | string | Literal | Vault | readonly Raw[] | RawMap;
export interface RawMap {
  readonly [key: string]: Raw;
}

/** What is known of a value on one system. */
export type Data = null | boolean | number | string | Template | Vault | readonly Data[] | DataMap;
export interface DataMap {
  readonly [key: string]: Data;
}

export function isMap<T>(value: T | Readonly<Record<string, T>>): value is Readonly<Record<string, T>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Template) &&
    !(value instanceof Vault) &&
    !(value instanceof Literal)
  );
}

/** Whether nothing in it waits for the machine. */
export function isKnown(value: Data): boolean {
  if (value instanceof Template || value instanceof Vault) return false;
  if (Array.isArray(value)) return (value as readonly Data[]).every(isKnown);
  return isMap(value) ? Object.values(value as DataMap).every(isKnown) : true;
}

/** What a table has for a name that comes from the tree, which may be that of a method of every object. */
export const ownOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A map that no key can turn into something else. */
export function newMap<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const map = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) map[key] = value;
  return map;
}
