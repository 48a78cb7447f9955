import type { Target } from '../../../compiler/model/ir.ts';

/** What a build does to a package manager and its packages, in the words of apt. */
export type Step =
  | {
      readonly do: 'install';
      readonly names: readonly string[];
      /** Null for what the system is set to. */
      readonly recommends: boolean | null;
      /** With apt the suite that is preferred, with dnf the repositories that are enabled for it alone; null for none. */
      readonly release: string | null;
      /** Brings what is installed already to its newest version; `only` installs nothing else. */
      readonly upgrade: 'no' | 'yes' | 'only';
      /** Whether packages that conflict with it are removed; with dnf. */
      readonly erases?: boolean;
    }
  /** A package in a file that an earlier step fetched. */
  | { readonly do: 'install-file'; readonly path: string; readonly recommends: boolean | null }
  | { readonly do: 'remove'; readonly names: readonly string[] }
  | { readonly do: 'upgrade'; readonly removes: boolean }
  | { readonly do: 'autoremove' }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  /** A file of the project. */
  | { readonly do: 'copy'; readonly path: string; readonly file: string }
  | { readonly do: 'fetch'; readonly path: string; readonly url: string }
  /** An option in a section of a file; null to take it away. */
  | {
      readonly do: 'set';
      readonly path: string;
      readonly section: string;
      readonly option: string;
      readonly value: string | null;
    }
  | { readonly do: 'delete'; readonly path: string };

/** Package managers whose packages can be solved. */
export type Manager = 'apt' | 'dnf';

/** The packages of a target, as its source asks for them. */
export interface PackageNeed {
  /** As `baseImageName` has it. */
  readonly system: string;
  readonly manager: Manager;
  readonly arch: Target['os']['arch'];
  /** The target that it is built on; null for the base image of its system. */
  readonly base: string | null;
  readonly steps: readonly Step[];
  /** Titles of tasks, and names of roles, that install what is not known before the build. */
  readonly unknown: readonly string[];
}

/** What a lock keeps of the steps, so that a change of the source shows: each step in words. */
export const requestsOf = ({ steps }: Pick<PackageNeed, 'steps'>): string[] => steps.map(inWords);

function inWords(step: Step): string {
  switch (step.do) {
    case 'install': {
      const how = [
        step.upgrade === 'only' ? 'if there' : step.upgrade === 'yes' ? 'newest' : '',
        step.recommends === null ? '' : step.recommends ? 'with what is recommended' : '',
        step.release === null ? '' : `from ${step.release}`,
        step.erases === true ? 'instead of what conflicts with it' : '',
      ].filter((each) => each !== '');
      return `install ${step.names.join(' ')}${how.length > 0 ? ` (${how.join(', ')})` : ''}`;
    }
    case 'install-file':
      return `install the file ${step.path}`;
    case 'remove':
      return `remove ${step.names.join(' ')}`;
    case 'upgrade':
      return step.removes ? 'upgrade everything' : 'upgrade what is installed';
    case 'autoremove':
      return 'remove what nothing needs';
    case 'write':
      return `write ${step.path}: ${step.text.trim().replace(/\s*\n\s*/g, '; ')}`;
    case 'copy':
      return `write ${step.path} from ${step.file}`;
    case 'fetch':
      return `fetch ${step.path} from ${step.url}`;
    case 'set':
      return step.value === null
        ? `take ${step.option} out of [${step.section}] in ${step.path}`
        : `set ${step.option} = ${step.value} in [${step.section}] of ${step.path}`;
    case 'delete':
      return `delete ${step.path}`;
  }
}
