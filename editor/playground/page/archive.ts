import { strToU8, zipSync } from 'fflate';
import type { Zippable } from 'fflate';

export interface ArchiveFile {
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

/** Unix, for the attributes of files. */
const UNIX = 3;

/** Files as a zip archive. Those that can be run stay so. */
export function archive(files: readonly ArchiveFile[]): Uint8Array {
  const content: Zippable = {};
  for (const { path, text, executable = false } of files) {
    const mode = executable ? 0o100755 : 0o100644;
    content[path] = [strToU8(text), { os: UNIX, attrs: mode << 16 }];
  }
  return zipSync(content, { level: 6 });
}

/** Saves bytes as a file, as if a link had been clicked. */
export function save(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
