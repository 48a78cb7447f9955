/** The packages of a machine, as the file `status` of dpkg has them. */
export class DpkgStatus {
  readonly #stanzas = new Map<string, string>();
  readonly #arch: string;

  constructor(text: string, arch: string) {
    this.#arch = arch;
    for (const stanza of stanzasIn(text)) this.#stanzas.set(this.#key(stanza), stanza);
  }

  /** Whether a package is installed, by its name or `NAME:ARCHITECTURE`. */
  has(name: string): boolean {
    return / ok installed$/m.test(this.#stanzas.get(this.#named(name)) ?? '');
  }

  /** @param stanza of an index of packages */
  install(stanza: string): void {
    const text = stanza.replace(/^(Package: .*)$/m, '$1\nStatus: install ok installed');
    this.#stanzas.set(this.#key(stanza), text);
  }

  remove(name: string): void {
    this.#stanzas.delete(this.#named(name));
  }

  toString(): string {
    return [...this.#stanzas.values()].map((stanza) => `${stanza}\n\n`).join('');
  }

  #key(stanza: string): string {
    const arch = field(stanza, 'Architecture');
    return `${field(stanza, 'Package')}:${arch === 'all' ? this.#arch : arch}`;
  }

  #named(name: string): string {
    return name.includes(':') ? name : `${name}:${this.#arch}`;
  }
}

/** A package as apt calls it on a machine of an architecture. */
export const aptName = (
  { name, arch }: { readonly name: string; readonly arch: string },
  native: string,
): string => (arch === 'all' || arch === native ? name : `${name}:${arch}`);

export const stanzasIn = (text: string): string[] =>
  text
    .split(/\n\n+/)
    .map((each) => each.trim())
    .filter((each) => each !== '');

export const field = (stanza: string, name: string): string =>
  new RegExp(`^${name}: *(.*)$`, 'm').exec(stanza)?.[1]?.trim() ?? '';
