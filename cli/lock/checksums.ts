/** A line of a list of checksums. */
export interface Listed {
  readonly file: string;
  /** `sha256:…` or `sha512:…` */
  readonly checksum: string;
}

const KINDS: Readonly<Record<number, string>> = { 64: 'sha256', 128: 'sha512' };

/** Reads the lists that `sha256sum` and BSD's `sha256` write, and a checksum that stands alone. */
export function readChecksums(text: string): Listed[] {
  return text.split('\n').flatMap((line) => {
    const bsd = /^SHA(?:256|512) \((.+)\) = ([0-9a-fA-F]+)\s*$/.exec(line);
    const gnu = /^\\?([0-9a-fA-F]+)(?: [ *](.+?))?\s*$/.exec(line);
    const [file, hash] = bsd === null ? [gnu?.[2] ?? '', gnu?.[1] ?? ''] : [bsd[1]!, bsd[2]!];
    const kind = KINDS[hash.length];
    return kind === undefined
      ? []
      : [{ file: file.replace(/^\.\//, ''), checksum: `${kind}:${hash.toLowerCase()}` }];
  });
}
