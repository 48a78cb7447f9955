import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';

/** What is shared by the address, and what the page begins with. */
export interface Project {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The file that is shown. */
  readonly open: string;
  readonly image?: string | null;
  readonly target?: string | null;
}

/** No project that a person shares is larger, and a page must not fill up memory because of an address. */
const LARGEST = 4_000_000;

/** A project as the part of an address behind `#`. */
export function toFragment(project: Project): string {
  const bytes = deflateSync(strToU8(JSON.stringify(project)), { level: 9 });
  return btoa(strFromU8(bytes, true)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null if that part of the address is no project. */
export function fromFragment(fragment: string): Project | null {
  try {
    const bytes = strToU8(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), true);
    return asProject(JSON.parse(strFromU8(inflateSync(bytes, { out: new Uint8Array(LARGEST) }))));
  } catch {
    return null;
  }
}

/** A value that came from outside as a project; null if it is none. */
export function asProject(value: unknown): Project | null {
  const { files, open, image = null, target = null } = (value ?? {}) as Partial<Project>;
  if (typeof files !== 'object' || files === null) return null;
  const texts = Object.entries(files).filter(([, text]) => typeof text === 'string');
  if (texts.length === 0) return null;
  const names = texts.map(([name]) => name);
  return {
    files: Object.fromEntries(texts),
    open: typeof open === 'string' && names.includes(open) ? open : firstSource(names),
    image: typeof image === 'string' ? image : null,
    target: typeof target === 'string' ? target : null,
  };
}

/** The file to show first. */
export const firstSource = (names: readonly string[]): string =>
  names.find((name) => name.endsWith('.vkimage')) ?? names[0]!;
