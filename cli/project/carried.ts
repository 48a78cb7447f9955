import type { RoleRun } from '../../compiler/model/ir.ts';

/** The files of the project, or of a library, that a role brings to the machine. */
export const carriedFiles = ({ assets, foreign }: RoleRun): string[] => [
  ...assets.map(({ path }) => path),
  ...(foreign?.files ?? []).map(({ source }) => source),
];
