import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { painter } from '../../compiler/diagnostics/paint.ts';
import type { Paint } from '../../compiler/diagnostics/paint.ts';
import { visible } from '../../compiler/diagnostics/width.ts';
import { locate } from '../../emit/tree/manifest.ts';
import type { BuiltTree } from '../tree/built.ts';
import { lineFrame, sourceOf } from '../tree/source-line.ts';
import { display } from '../tree/read.ts';
import { recognize } from './known-failures.ts';
import { phaseTitles } from './packer-output.ts';
import type { Job, Failed } from './target-run.ts';
import type { TaskFailure } from './progress.ts';
import { keptText } from './kept-machine.ts';

export interface Look {
  readonly cwd: string;
  readonly width: number;
  readonly color: boolean;
}

/** A source line, and the generated line that comes from it. */
interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly generated: string | null;
}

/** The number of lines of a message that are shown. The log has all of them. */
const SHOWN = 12;

/**
 * Explains why a build failed, in the form of a diagnostic: the failure, the line of the .vkimage file that
 * it comes from, the message of Ansible or Packer, and the remedy.
 */
export async function explainFailure(
  job: Job,
  { errors, qemu, tail, kept }: Failed,
  look: Look,
): Promise<string> {
  const { target, progress, logs } = job;
  const { failure } = progress;
  const paint = painter('error', look.color);
  const said = failure === null ? whatPackerSaid(errors, qemu, tail) : failure.message;
  const message =
    failure === null
      ? `${target.name} failed at: ${phaseTitles[progress.phase]}`
      : `${target.name}: the task \`${failure.task}\` ${failure.unreachable ? 'lost the machine' : 'failed'}`;
  const place = placeOf(failure, said, target.tree);
  const out = [`${paint.severity('error')}${paint.message(`: ${visible(message)}`)}`];
  let pad = '  ';
  if (place !== null) {
    const frames = await framesOf(place, failure, target.tree, look, paint);
    pad = ' '.repeat(frames.gutter);
    out.push(...frames.lines);
  }
  const lines = said.split('\n').map((line) => visible(line.trimEnd())).filter((line) => line !== ''); // prettier-ignore
  const bar = paint.gutter('|');
  out.push(...lines.slice(0, SHOWN).map((line) => `${pad} ${bar} ${line}`));
  if (lines.length > SHOWN) out.push(`${pad} ${bar} … and ${lines.length - SHOWN} more lines`);
  if (lines.length > 0) out.push(`${pad} ${bar}`);
  const note = (name: string, text: string) =>
    out.push(`${pad} ${paint.gutter('=')} ${paint.message(name)}: ${text}`);
  const known = recognize(
    failure === null ? [...errors.toReversed(), ...qemu, ...tail.toReversed()] : [said],
  );
  if (known !== null) note('help', [known.cause, ...known.remedies].join(`\n${pad}         `));
  if (failure !== null) {
    const role = failure.role === null ? '' : ` in the role ${failure.role}`;
    note('task', `${failure.module}${role}${place?.generated == null ? '' : `, ${place.generated}`}`);
  }
  note('log', display(join(logs, `${target.name}.log`), look.cwd));
  if (kept !== null) note('machine', keptText(kept, target, look.cwd).join(`\n${pad}            `));
  return `${out.join('\n')}\n`;
}

/** Returns the message that tells the failure best: Ansible's own, if it failed before the first task. */
function whatPackerSaid(errors: readonly string[], qemu: readonly string[], tail: readonly string[]): string {
  const ansible = tail.findIndex((text) => /^(?:ERROR!|\[ERROR\]:|fatal: )/.test(text));
  if (ansible >= 0) return tail.slice(ansible, ansible + SHOWN).join('\n');
  // Lines at the end in which Packer repeats earlier messages.
  const again = /^Build '.*' errored|^\s*==> Some builds/;
  const lines = errors.filter((text) => /\S/.test(text));
  const first = lines.find((text) => !again.test(text)) ?? lines[0] ?? 'Packer ended without a word.';
  return [first.trim(), ...qemu].join('\n');
}

/**
 * Returns the place of the failed task, or of the file that Ansible could not read; null if it is unknown.
 */
function placeOf(failure: TaskFailure | null, said: string, tree: BuiltTree): SourcePlace | null {
  const named = failure?.path ?? /in '([^']+)': line (\d+)/.exec(said)?.slice(1).join(':');
  const [, file, line] = /^(.*):(\d+)$/.exec(named ?? '') ?? [];
  if (file === undefined) return null;
  const path = relative(tree.dir, file).split(sep).join('/');
  const origin = locate(tree.manifest, path, Number(line));
  return origin === null ? null : { ...origin, generated: `${path}:${line}` };
}

async function framesOf(
  place: SourcePlace,
  failure: TaskFailure | null,
  tree: BuiltTree,
  look: Look,
  paint: Paint,
): Promise<{ lines: string[]; gutter: number }> {
  const places = [place];
  // An author cannot edit a library role, so the line that uses it is shown.
  const use = isLibraryFile(place.file) ? usedAt(failure?.role ?? null, tree) : null;
  if (use !== null) places.unshift(use);
  const gutter = Math.max(...places.map(({ line }) => String(line).length));
  const lines: string[] = [];
  for (const [i, { file, line }] of places.entries()) {
    const source = await sourceOf(file, tree, look.cwd);
    const arrow = i === 0 ? '-->' : ':::';
    lines.push(`${' '.repeat(gutter)}${paint.gutter(arrow)} ${visible(source.shown)}:${line}`);
    if (source.text !== null) lines.push(...lineFrame(source.text, line, { ...look, paint, gutter }));
  }
  return { lines, gutter };
}

/** Returns the line in which the image uses a role: the origin of the role's import in the playbook. */
function usedAt(role: string | null, tree: BuiltTree): SourcePlace | null {
  const playbook = join(tree.dir, 'playbook/provision.yml');
  if (role === null || !existsSync(playbook)) return null;
  const lines = readFileSync(playbook, 'utf8').split('\n');
  const at = lines.findIndex((line) => /^\s+name: /.test(line) && line.trim() === `name: ${role}`);
  const origin = at < 0 ? null : locate(tree.manifest, 'playbook/provision.yml', at + 1);
  return origin === null || isLibraryFile(origin.file) ? null : { ...origin, generated: null };
}
