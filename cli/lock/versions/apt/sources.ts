import type { Value } from '../../../../compiler/model/value.ts';
import { textsIn } from '../../../../compiler/model/value.ts';

const FOLDER = '/etc/apt/sources.list.d/';

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The file that Ansible's `apt_repository` writes. Null for what it looks up elsewhere, such as a PPA. */
export function debLine(line: string, filename: string | null): SourceFile | null {
  if (!/^deb\s/.test(line) || line.includes('{{')) return null;
  const name = filename ?? line.replace(/^deb\s+(?:\[[^\]]*\]\s+)?\w+:\/\//, '').replace(/\W+/g, '_');
  return { path: `${FOLDER}${name}.list`, text: `${line}\n` };
}

/** The file that Ansible's `deb822_repository` writes. Null if its key is not a file of the machine. */
export function deb822(args: ReadonlyMap<string, Value>): SourceFile | null {
  const texts = (name: string): string[] | null => {
    const found = textsIn(args.get(name));
    return found.every((each) => each.type === 'string')
      ? found.map((each) => (each as { value: string }).value)
      : null;
  };
  const name = texts('name')?.[0];
  const lines: string[] = [];
  for (const [key, field, otherwise] of [
    ['types', 'Types', 'deb'],
    ['uris', 'URIs', ''],
    ['suites', 'Suites', ''],
    ['components', 'Components', ''],
    ['architectures', 'Architectures', ''],
    ['signed_by', 'Signed-By', ''],
  ] as const) {
    const values = texts(key);
    if (values === null) return null;
    const value = values.join(' ') || otherwise;
    if (key === 'signed_by' && value !== '' && !value.startsWith('/')) return null;
    if (value !== '') lines.push(`${field}: ${value}\n`);
  }
  return name === undefined || texts('state')?.[0] === 'absent'
    ? null
    : { path: `${FOLDER}${name.replace(/\s+/g, '-')}.sources`, text: lines.join('') };
}

/** Changes what a file of sources names. */
export interface Rewriting {
  /** The address to ask in place of one; null to leave the source out. */
  readonly address: (uri: string) => string | null;
  /** Where the file of keys lies. */
  readonly key: (path: string) => string;
}

/** A file of sources of a machine as this machine can use it: only packages, only from servers, with its keys. */
export function rewriteSources({ path, text }: SourceFile, how: Rewriting): string {
  return path.endsWith('.sources')
    ? text
        .split(/\n(?:[ \t]*\n)+/)
        .map((stanza) => rewriteStanza(stanza, how))
        .filter((stanza) => stanza !== '')
        .join('\n\n')
    : text
        .split('\n')
        .map((line) => rewriteLine(line, how))
        .filter((line) => line !== '')
        .map((line) => `${line}\n`)
        .join('');
}

function rewriteStanza(stanza: string, { address, key }: Rewriting): string {
  const lines = stanza.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  const out: string[] = [];
  let field = '';
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):(.*)$/.exec(line) ?? [null, null, line];
    if (name !== null) field = name!.toLowerCase();
    const words = value!.trim().split(/\s+/);
    const start = name === null ? ' ' : `${name}: `;
    if (field === 'uris') {
      const found = words.flatMap((uri) => (uri && address(uri)) || []);
      // A line of spaces would end the stanza.
      if (found.length > 0) out.push(start + found.join(' '));
      else if (name !== null) out.push(`${name}:`);
    } else if (field === 'types') out.push(start + words.filter((type) => type === 'deb').join(' '));
    else if (field === 'signed-by' && words[0]!.startsWith('/'))
      out.push(start + words.map((word) => (word.startsWith('/') ? key(word) : word)).join(' '));
    else out.push(line);
  }
  const has = (name: RegExp) => out.some((line) => name.test(line));
  return has(/^(?:URIs:)? *https?:/i) && has(/^Types: \S/i) ? out.join('\n') : '';
}

function rewriteLine(line: string, { address, key }: Rewriting): string {
  const found = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(.*?)\s*(?:#.*)?$/.exec(line);
  if (found === null) return '';
  const [, options, uri, rest] = found;
  const asked = address(uri!);
  if (asked === null) return '';
  const changed = options?.trim().replace(
    /signed-by=(\S+)/,
    (_, paths: string) =>
      `signed-by=${paths
        .split(',')
        .map((path) => (path.startsWith('/') ? key(path) : path))
        .join(',')}`,
  );
  return `deb ${changed === undefined ? '' : `[${changed}] `}${asked} ${rest}`;
}
