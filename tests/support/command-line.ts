import type { Compile, CompileResult } from '../../compiler/options.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../cli/shell/run.ts';
import type { Io } from '../../cli/shell/io.ts';
import { Source } from '../../compiler/model/source.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';

/** A temporary folder with these files, gone after the test. Text ending in `/` makes an empty folder. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'vkc-cli-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    if (name.endsWith('/')) mkdirSync(join(root, name), { recursive: true });
    else {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  }
  return root;
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

function decode(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : new TextDecoder().decode(data);
}

/** Runs a command line in this process. */
export async function vkc(
  cwd: string,
  argv: readonly string[],
  options: {
    compile?: Compile;
    env?: Io['env'];
    terminal?: boolean;
    stdin?: string;
    today?: string;
    store?: Io['store'];
    dependsOn?: Io['dependsOn'];
  } = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const terminal = options.terminal ?? false;
  const io: Io = {
    cwd,
    env: options.env ?? {},
    stdout: { write: (data) => void (out += decode(data)), terminal, columns: 100 },
    stderr: { write: (data) => void (err += decode(data)), terminal, columns: 100 },
    compiler: async () => options.compile ?? fakeCompile,
    formatter: () => import('../../grammar/print/prettier-plugin.ts'),
    today: () => options.today ?? '2026-01-15',
    stdin: async () => Buffer.from(options.stdin ?? ''),
    ...(options.store && { store: options.store }),
    ...(options.dependsOn && { dependsOn: options.dependsOn }),
  };
  const exit = await run(argv, io);
  return { exit, out, err };
}

/**
 * In place of the compiler: an error for each `WRONG` in an entry, a warning for each `ODD`, and no images. What
 * follows `reads ` is read.
 */
export const fakeCompile: Compile = ({ host, entries }): CompileResult => {
  const sources = new Map<string, Source>();
  const diagnostics: Diagnostic[] = [];
  for (const entry of entries) {
    const found = host.read(entry);
    if (found.kind !== 'file') throw new Error(`${entry}: ${found.kind}`);
    const source = new Source(entry, new TextDecoder().decode(found.bytes));
    sources.set(entry, source);
    for (const match of source.text.matchAll(/WRONG|ODD/g)) {
      diagnostics.push({
        code: match[0] === 'ODD' ? 'VK0002' : 'VK0001',
        severity: match[0] === 'ODD' ? 'warning' : 'error',
        message: `\`${match[0]}\` is not right.`,
        help: null,
        span: source.span(match.index, match.index + match[0].length),
        related: [],
        fix: null,
        targets: [],
      });
    }
    for (const match of source.text.matchAll(/^reads (.+)$/gm)) host.read(match[1]!);
  }
  return {
    images: [],
    judged: [],
    records: [],
    results: () => [],
    diagnostics,
    wantsYaml: false,
    callErrors: [],
    sources,
    read: () => new Uint8Array(),
    contents() {
      throw new Error('there is no image');
    },
    semanticModel() {
      throw new Error('nothing is checked');
    },
    timings: new Map([['parse', 1]]),
  };
};
