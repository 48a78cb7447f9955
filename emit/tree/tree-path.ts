/** A relative POSIX path that stays where it is. */
export function isTreePath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}
