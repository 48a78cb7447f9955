/** Text with the line ends of Unix, or null if it is none. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}

/** Why bytes are no text that Ansible and Packer read, with the line. */
export function encodingFault(bytes: Uint8Array): readonly [line: number, message: string] {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return [1, 'is UTF-16, which neither Ansible nor Packer reads: save it as UTF-8'];
  if (bytes.includes(0)) return [1, 'is no text'];
  let line = 1;
  let start = 0;
  for (let end = 0; end <= bytes.length; end++) {
    if (end < bytes.length && bytes[end] !== 10) continue;
    if (decode(bytes.subarray(start, end)) === null) break;
    start = end + 1;
    line++;
  }
  return [line, 'is no text in UTF-8, as Ansible and Packer read it: save it as UTF-8'];
}
