import type { Raw } from '../model/data.ts';
import type { Scope } from './scope.ts';

type Values = Readonly<Record<string, Raw>>;

/** Defaults and variables of a play's roles, which all its tasks see: those before a role as well as those after it. */
export class SharedVariables {
  readonly #plays = new Map<string, Map<string, readonly [rank: number, values: Values]>>();
  #play = '';

  begin(play: string): void {
    this.#play = play;
    if (!this.#plays.has(play)) this.#plays.set(play, new Map());
  }

  add(rank: number, file: string, values: Values): void {
    this.#plays.get(this.#play)?.set(`${rank} ${file}`, [rank, values]);
  }

  /** A scope with what was found of this play so far. */
  over(scope: Scope): Scope {
    return [...(this.#plays.get(this.#play)?.values() ?? [])].reduce(
      (all, [rank, values]) => all.with(rank, values),
      scope,
    );
  }

  get isEmpty(): boolean {
    return [...this.#plays.values()].every(({ size }) => size === 0);
  }
}
