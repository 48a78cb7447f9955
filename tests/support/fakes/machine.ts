import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../command-line.ts';
import type { Ran } from '../command-line.ts';
import { DEBIAN } from '../inventories.ts';

const SOURCE = `image xaas-hello {
  title = "Hello <b>"
  version = "1.0"
  os = [debian12]
  package nginx-light
  service nginx { enabled = true }
  expect {
    service nginx
  }
}
`;

/** What the callback writes of one task. */
export function task(id: string, outcome = 'ok', msg = '', line = 1): string {
  const task = { name: `Title of ${id}`, action: 'ansible.builtin.assert', tags: [id], line, outcome, msg };
  return `${JSON.stringify(task)}\n`;
}

export const stats = `${JSON.stringify({ counts: [{ ok: 2, changed: 0, failures: 0 }] })}\n`;

/** A project with a tree that is built, and a machine of which the files in `fake` say what it is like. */
export interface Project {
  readonly cwd: string;
  readonly image: string;
  readonly reports: string;
  /** Sets what the machine is like. */
  set(name: string, text: string): void;
  get(name: string): string;
  has(name: string): boolean;
  verify(...argv: string[]): Promise<Ran>;
  report(ending: string): string;
  /** What is left of it in the folder of temporary files. */
  left(): string[];
}

export async function project(source = SOURCE): Promise<Project> {
  const cwd = folder({
    'hello.vkimage': source,
    'fake/console': '[    0.000000] Linux version 6.1.0-13-amd64\n',
    'fake/inventory': DEBIAN,
    'fake/record': task('ssh-at-boot') + task('service-nginx') + stats,
    'tmp/': '',
  });
  const { exit, err } = await vkc(cwd, ['compile', '-q'], { compile });
  if (exit !== 0) throw new Error(err);
  const tree = join(cwd, 'out/xaas-hello');
  const image = join(tree, 'output/xaas-hello/xaas-hello.qcow2');
  mkdirSync(join(image, '..'), { recursive: true });
  writeFileSync(image, 'QFI\xfb and so on', 'latin1');
  const tools = join(cwd, 'bin');
  cpSync(join(import.meta.dirname, 'tools'), tools, { recursive: true });
  const env = {
    PATH: `${tools}:${process.env['PATH']}`,
    TMPDIR: 'tmp',
    FAKE: join(cwd, 'fake'),
    HOME: cwd,
  };
  const at = (name: string) => join(cwd, 'fake', name);
  return {
    cwd,
    image,
    reports: join(tree, 'reports'),
    set: (name, text) => writeFileSync(at(name), text),
    get: (name) => readFileSync(at(name), 'utf8'),
    has: (name) => existsSync(at(name)),
    verify: (...argv) => vkc(cwd, ['verify', ...argv], { env }),
    report: (ending) => readFileSync(join(tree, 'reports', `xaas-hello${ending}`), 'utf8'),
    left: () => [
      ...readdirSync(join(cwd, 'tmp')),
      ...readdirSync(tmpdir()).filter((name) => name.startsWith('vkc-verify-')),
    ],
  };
}
