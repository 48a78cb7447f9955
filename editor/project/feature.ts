import type { Position, Range, ServerCapabilities } from 'vscode-languageserver';
import type { Project } from './project.ts';

/** A document in its project. */
export interface Place {
  readonly project: Project;
  /** The name of its file in the project. */
  readonly file: string;
  /** This project; for a feature that is `wide` every project of the workspace, this one first. */
  readonly projects: readonly Project[];
}

export const offsetOf = ({ project, file }: Place, position: Position): number =>
  project.document(file).offsetAt(position);

export const offsetsOf = (place: Place, { start, end }: Range): readonly [start: number, end: number] => [
  offsetOf(place, start),
  offsetOf(place, end),
];

/** Why a request has no answer, in words for the author. Features throw it. */
export class Refusal extends Error {}

/** What the editor can ask of one document: a pure function from a place and the parameters of the request to the answer. */
export type Answer = (place: Place, params: never) => unknown;

/** What the editor can ask of all projects. */
export type GeneralAnswer = (projects: readonly Project[], params: never) => unknown;

/** One thing that the language server can do. Each is the default export of a file in `editor/features`. */
export interface Feature {
  /** What it is called in docs/editor.md. */
  readonly name: string;
  /** What it does for an author, in one or two sentences. */
  readonly doc: string;
  readonly capability: ServerCapabilities;
  /** Its answers depend on all projects of the workspace. */
  readonly wide?: true;
  /** Answers by the method of the request, which names a document. */
  readonly requests?: Readonly<Record<string, Answer>>;
  /** Answers to requests that name none. */
  readonly general?: Readonly<Record<string, GeneralAnswer>>;
}
