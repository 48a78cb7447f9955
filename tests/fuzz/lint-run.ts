import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { outputs } from '../../emit/outputs.generated.ts';
import { compile } from '../../stdlib/index.ts';
import { RAW_SETTINGS, lintPrograms } from './lint-programs.ts';
import type { LintProgram } from './lint-programs.ts';

export interface LintRun {
  readonly programs: number;
  readonly seed: number;
  /** Programs in one tree: one start of each tool for all of them. */
  readonly batch?: number;
  /** Folder of the programs that are called, in front of those of the machine. */
  readonly bin?: string;
}

export interface LintResult {
  /** Programs of which check said something, and those that went on to the tools. */
  readonly refused: number;
  readonly accepted: number;
  /** What a tool reports of a program on which check was silent. */
  readonly complaints: readonly string[];
}

/** Compiles random programs, and holds the trees of those that check passes against ansible-lint, yamllint and Packer. */
export function lintRun({ programs, seed, batch = 250, bin }: LintRun): LintResult {
  const all = lintPrograms(programs, seed);
  const silent = all.filter((program) => isSilent([program], []));
  const settings = RAW_SETTINGS.filter((setting) => isSilent([], [setting]));
  const complaints: string[] = [];
  for (let i = 0; i < silent.length; i += batch)
    complaints.push(...lint(silent.slice(i, i + batch), together(settings, i / batch), bin));
  return { refused: all.length - silent.length, accepted: silent.length, complaints };
}

/** Those of the settings that stand in one image with the nth of them: each name once. */
function together(settings: readonly string[], n: number): string[] {
  const first = n % settings.length;
  const chosen = [...settings.slice(first), ...settings.slice(0, first)].filter((_, at) => at % 3 === 0);
  const names = (setting: string) => [...setting.matchAll(/(\w+) =/g)].map(([, name]) => name);
  const taken = new Set<string | undefined>();
  return chosen.filter((setting) => {
    const isFree = names(setting).every((name) => !taken.has(name));
    if (isFree) for (const name of names(setting)) taken.add(name);
    return isFree;
  });
}

const isSilent = (programs: readonly LintProgram[], settings: readonly string[]) =>
  compiled(programs, settings).diagnostics.every(({ severity }) => severity === 'hint');

/** An image with a role of each program, for both families. */
function compiled(programs: readonly LintProgram[], settings: readonly string[]) {
  const raw = (name: string) =>
    settings
      .filter((setting) => setting.startsWith(name))
      .map((setting) => setting.slice(setting.indexOf('{') + 1, setting.lastIndexOf('}')))
      .join('\n');
  const roles = programs.map(({ name, body }) => `role ${name} {\n${body}\n}\n`).join('');
  const uses = programs.map(({ name }) => `  use ${name}\n`).join('');
  const build = `  build {\n    packer { ${raw('packer')} }\n    ansible { ${raw('ansible')} }\n  }\n`;
  const text = `image lint {\n  version = "1.0"\n  description = "Programs."\n  os = [debian12, almalinux9]\n${build}${uses}}\n${roles}`;
  return compile({ host: memoryHost({ 'main.vkimage': text }), entries: ['main.vkimage'] });
}

function lint(
  programs: readonly LintProgram[],
  settings: readonly string[],
  bin: string | undefined,
): string[] {
  const { images, diagnostics, contents } = compiled(programs, settings);
  // Together they may say what each alone does not, such as that one thing is there twice.
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => `vkc: ${message}`);
  if (errors.length > 0) return errors;
  const folder = mkdtempSync(join(tmpdir(), 'vkc-lint-'));
  try {
    for (const image of images) {
      for (const { path, content } of outputs.flatMap((output) =>
        output.render(image, { read: (name) => readFileSync(name), contents }),
      )) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    }
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '-A'], { cwd: folder });
    const env = {
      ...process.env,
      ...(bin !== undefined && { PATH: `${bin}:${process.env['PATH']}` }),
      ANSIBLE_CONFIG: 'playbook/ansible.cfg',
      NO_COLOR: '1',
      CHECKPOINT_DISABLE: '1',
    };
    const run = (command: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(command, args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      const lines = `${stdout}${stderr}`.split('\n');
      // That a rule has a new name in the newest ansible-lint is a remark, which fails nothing.
      const found = lines.filter((line) => /^\S+:\d+/.test(line) && !line.endsWith('(warning)'));
      return status === 0
        ? []
        : found.length > 0
          ? found
          : [`${command} ended with ${status}: ${lines.slice(0, 20).join(' ')}`];
    };
    const hcl = readFileSync(join(folder, 'lint.pkr.hcl'), 'utf8');
    // Checksums are fetched when validating, and nothing is fetched here.
    const checksums = [...hcl.matchAll(/^variable "(\w+_checksum)"/gm)].flatMap((found) => [
      '-var',
      `${found[1]}=none`,
    ]);
    const told = [
      ...run('ansible-lint', '--offline', '--profile', 'production', '-q', '-p', '--nocolor'),
      ...run('yamllint', '-s', '-f', 'parsable', '.'),
      ...run('packer', 'fmt', '-check', 'lint.pkr.hcl'),
      ...run('sh', 'seed.sh'),
      ...run('packer', 'validate', ...checksums, 'lint.pkr.hcl'),
    ];
    return told.map((line) => withProgram(line, programs));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A complaint, with the program that it is about. */
function withProgram(line: string, programs: readonly LintProgram[]): string {
  const [, name] = /provision_roles\/(\w+)\//.exec(line) ?? [];
  const program = programs.find((each) => each.name === name);
  return program === undefined ? line : `${line}\n${program.body}`;
}
