import type { ReadSettings } from '../../compiler/load/settings.ts';
import type { Host } from '../../compiler/sdk/host.ts';

/** Texts of the documents that are open in the editor, by their normal URI. */
export type OpenTexts = ReadonlyMap<string, string>;

/** The files of a project, as they are at one moment. */
export interface ProjectFiles {
  /** The normal URI of its folder. */
  readonly root: string;
  /** What tells it from the other projects of that folder, if it is not the only one. */
  readonly key?: string;
  /** The sources that are compiled together, by path below the root. */
  readonly entries: readonly string[];
  readonly host: Host;
  readonly settings: ReadSettings | null;
  /** The URI of a file of a library that the project takes in; null if it is not found. */
  readonly libraryUri: (file: string) => string | null;
}

/** Where projects are found: on disk for the language server, in memory for tests. */
export interface Workspace {
  /** The project of a document, which may not be saved, or be nowhere near a folder. */
  readonly project: (uri: string, open: OpenTexts) => Promise<ProjectFiles>;
  /** URIs of all sources below a folder. */
  readonly sources: (folder: string) => Promise<readonly string[]>;
  /** Whether there is a folder of that URI. */
  readonly isFolder?: (uri: string) => boolean;
  /** The URI of a file with a text of the standard library; null if there is none. */
  readonly libraryFile?: (name: string) => string | null;
}
