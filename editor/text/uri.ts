import { URI, Utils } from 'vscode-uri';

/** One spelling for each document: clients write `c%3A`, `C:` and `c:` for the same drive. */
export function normalUri(uri: string): string {
  try {
    // Some write folders of other machines with the slashes of Windows: `file:////server/share`.
    return URI.parse(uri.replace(/^file:\/{4,}/, 'file://')).toString();
  } catch {
    return uri;
  }
}

export const fileUri = (path: string): string => URI.file(path).toString();

/** The URI of a file below a folder, given by its POSIX path. */
export function uriBelow(folder: string, path: string): string {
  const above = URI.parse(folder);
  return (above.path === '' ? above.with({ path }) : Utils.joinPath(above, path)).toString();
}

/** The folder of a document; of a new one, whose URI is only a name, it is the scheme. */
export function folderOf(uri: string): string {
  return Utils.dirname(URI.parse(uri)).toString();
}

/** The POSIX path of a document below a folder; null if it is not below. */
export function pathBelow(folder: string, uri: string): string | null {
  const [above, below] = [URI.parse(folder), URI.parse(uri)];
  if (above.scheme !== below.scheme || above.authority !== below.authority) return null;
  const prefix = above.path === '' || above.path.endsWith('/') ? above.path : `${above.path}/`;
  return below.path.startsWith(prefix) ? below.path.slice(prefix.length) : null;
}

/** Whether a document is a folder, or lies anywhere below it. */
export const isWithin = (folder: string, uri: string): boolean =>
  folder === uri || pathBelow(folder, uri) !== null;

/** The last part of the path of a document. */
export function baseName(uri: string): string {
  return Utils.basename(URI.parse(uri));
}
