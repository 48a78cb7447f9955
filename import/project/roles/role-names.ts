/** Names of roles in the result. */
export class RoleNames {
  readonly #bodies: Map<string, string>;

  constructor(bodies: ReadonlyMap<string, string> = new Map()) {
    this.#bodies = new Map(bodies);
  }

  /** The same names, to which others can be added for a while. */
  fork(): RoleNames {
    return new RoleNames(this.#bodies);
  }

  /** Keeps what a fork has taken. */
  adopt(other: RoleNames): void {
    for (const [name, body] of other.#bodies) this.#bodies.set(name, body);
  }

  /** A name for a role with this text; the same for the same. */
  take(wanted: string, body: string): string {
    let name = wanted;
    for (let i = 2; this.#bodies.has(name) && this.#bodies.get(name) !== body; i++) name = `${wanted}_${i}`;
    this.#bodies.set(name, body);
    return name;
  }
}
