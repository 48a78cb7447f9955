/** The result of an operation on a machine: a value, or the reason why there is none. */
export type Outcome<T> = { readonly value: T } | Problem;

export interface Problem {
  readonly problem: string;
}

export const isProblem = (outcome: object): outcome is Problem => 'problem' in outcome;
