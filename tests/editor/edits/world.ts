import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const image = (name: string, role: string, more = '') =>
  `import "lib/roles.vkimage"\n\nimage ${name} {\n  title = "${name}"\n  os = [debian12]\n${more}  use ${role}\n}\n`;
const IMPORTER = image('one', 'web', '  file "/etc/motd" { content = text("files/motd.txt") }\n');

/** Texts that a file may have, the first of them at the beginning. A file without any is not there. */
export const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'proj/vkc.yaml': [
    'rules: {}\n',
    'rules:\n  plain-http: off\n',
    'rules:\n  no-such: off\n',
    'libraries:\n  acme: lib\n',
    '',
    'rules: [',
  ],
  'proj/a.vkimage': [
    IMPORTER,
    IMPORTER.replace('web', 'wbe'),
    IMPORTER.replace('{', ''),
    IMPORTER.replace('lib/roles.vkimage', 'lib:acme/roles'),
    IMPORTER.replace('lib/', 'moved/'),
  ],
  'proj/b.vkimage': [image('two', 'web'), image('one', 'web'), image('two', 'db')],
  'proj/lib/roles.vkimage': [
    '# Web.\nrole web {\n  package nginx\n}\n',
    '# Web.\nrole web {\n  param port: int\n  package nginx\n}\n',
    'role db { package jq }\n',
    'role web { package "🐧" \n',
  ],
  'proj/files/motd.txt': ['Welcome.\n', 'Welcome to {{ x }}.\n'],
  'proj/.gitignore': ['', 'b.vkimage\n', '*\n'],
  'loose/c.vkimage': [
    'import "d.vkimage"\nimage three {\n  title = "three"\n  os = [debian12]\n  use local\n}\n',
    'image three {\n  os = [debian12]\n  use docker\n}\n',
  ],
  'loose/d.vkimage': ['role local { package jq }\n', 'role locl { package jq }\n'],
  'loose/vkc.yaml': ['rules: {}\n'],
  'outside/e.vkimage': [
    'image four {\n  title = "four"\n  os = [debian12]\n  package jq\n}\n',
    'image four {\n  os = [debian]\n}\n',
  ],
  'untitled:other': ['image five {\n  os = [debian12]\n}\n', 'role six {\n'],
  'untitled:new': ['image five {\n  os = [debian12]\n  packag jq\n}\n', 'role six { package jq }\n'],
};
/** What is not there at the beginning. */
const LATER: ReadonlySet<string> = new Set([
  'loose/vkc.yaml',
  'proj/.gitignore',
  'untitled:new',
  'untitled:other',
]);

const PATHS = Object.keys(TEXTS);
export const ON_DISK = PATHS.filter((path) => !path.startsWith('untitled:'));
/** What editors tell the server of: sources, settings, and some clients of all that is open. */
export const DOCUMENTS = PATHS.filter((path) => !path.endsWith('.gitignore'));
export const FOLDERS = ['proj', 'proj/lib', 'proj/files', 'loose', 'outside'];

/** Folders and files on disk, as other programs change them. */
export class World {
  readonly top = mkdtempSync(join(tmpdir(), 'vkc-edits-'));

  constructor() {
    for (const path of ON_DISK) if (!LATER.has(path)) this.write(path, TEXTS[path]![0]!);
  }

  uri(path: string): string {
    return path.startsWith('untitled:') ? path : pathToFileURL(join(this.top, path)).href;
  }

  /** Does something on disk; returns whether it could be done. */
  #try(act: () => void): boolean {
    try {
      act();
      return true;
    } catch {
      return false;
    }
  }

  write(path: string, text: string): boolean {
    return this.#try(() => {
      mkdirSync(dirname(join(this.top, path)), { recursive: true });
      writeFileSync(join(this.top, path), text);
    });
  }

  remove(path: string): boolean {
    return this.#try(() => rmSync(join(this.top, path), { recursive: true }));
  }

  move(from: string, to: string): boolean {
    return this.#try(() => renameSync(join(this.top, from), join(this.top, to)));
  }

  /** In place of a file is a folder, which nobody can read as a file, whoever it is. */
  makeUnreadable(path: string): boolean {
    return this.#try(() => {
      rmSync(join(this.top, path), { recursive: true, force: true });
      mkdirSync(join(this.top, path), { recursive: true });
    });
  }

  /** Nobody but root can look into it. */
  lock(path: string, isLocked: boolean): boolean {
    return this.#try(() => chmodSync(join(this.top, path), isLocked ? 0o000 : 0o755));
  }

  end(): void {
    for (const folder of FOLDERS) this.lock(folder, false);
    rmSync(this.top, { recursive: true, force: true });
  }
}
