import { mend } from '../../cli/fix/mend.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { CompileResult } from '../../compiler/options.ts';
import { renderText } from '../../compiler/diagnostics/render.ts';
import { renderImage } from '../../emit/render.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { parse } from '../../grammar/parse/parser.ts';
import { format } from '../../grammar/print/printer.ts';
import { compile } from '../../stdlib/index.ts';
import { meaningOf } from './meaning.ts';

export type Beside = Readonly<Record<string, string | Uint8Array>>;

/** What no author should ever read: values of JavaScript, stacks, names of tokens, paths of the schemas. */
const INTERNAL =
  /undefined|\bNaN\b|\[object|\bat \w+ \(|TypeError|\b(?:LBrace|RBrace|LBracket|StringOpen|InterpolationOpen|BadOperator)\b|invalid_type|ZodError/;

/** Rounds after which `--fix` has to have come to rest, as the command has them. */
const ROUNDS = 50;

const FILE = 'main.vkimage';

/** What is wrong with how vkc takes a program, in words; empty when nothing is. */
export async function faultsOf(text: string, beside: Beside): Promise<string[]> {
  const faults: string[] = [];
  const attempt = async (step: string, work: () => unknown) => {
    try {
      await work();
    } catch (error) {
      const { message, stack = '' } = error as Error;
      faults.push(
        `${step} throws: ${message.slice(0, 200)} ${stack.split('\n').slice(1, 4).join(' <- ').replaceAll(/\s+/g, ' ')}`,
      );
    }
  };
  await attempt('compile', async () => {
    const result = compiled(text, beside);
    faults.push(...faultsOfResult(result, text));
    await attempt('report', () =>
      renderText(result.diagnostics, result.sources, { color: false, width: 100 }),
    );
    await attempt('emit', () => {
      for (const image of result.images) renderImage(image, packerAnsible, result);
    });
    await attempt('fix', async () => faults.push(...(await faultsOfFixes(result, beside))));
  });
  await attempt('fmt', () => faults.push(...faultsOfFormat(text)));
  return faults;
}

function compiled(text: string, beside: Beside): CompileResult {
  return compile({ host: memoryHost({ ...beside, [FILE]: text }), entries: [FILE], date: '2026-11-24' });
}

function faultsOfResult({ diagnostics, images, sources, callErrors }: CompileResult, text: string): string[] {
  const faults: string[] = [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const declares = parse(FILE, text).file.declarations.some(({ node }) => node === 'image');
  if (declares && errors.length + callErrors.length === 0 && images.length === 0)
    faults.push('neither an error nor an image');
  for (const { code, message, help, span, related, fix } of diagnostics) {
    // Names of the author's own are in quotes or backquotes.
    const said = `${message} ${help ?? ''}`.replaceAll(/`[^`]*`|"[^"]*"/g, '');
    if (INTERNAL.test(said) && !INTERNAL.test(text)) faults.push(`${code} says ${message} ${help}`);
    const shown = [span, ...related.map((other) => other.span)];
    for (const { file, start, end, line } of [...shown, ...(fix?.edits ?? []).map((edit) => edit.span)]) {
      const source = sources.get(file);
      if (source === undefined || start < 0 || start > end || end > source.text.length)
        faults.push(`${code} is nowhere: ${file} ${start} ${end}`);
      else if (
        shown.some((each) => each.start === start && each.file === file) &&
        source.position(start).line !== line
      )
        faults.push(`${code} is on another line than it says`);
    }
  }
  return faults;
}

const errorsOf = ({ diagnostics }: CompileResult) =>
  diagnostics.filter(({ severity }) => severity === 'error').length;

async function faultsOfFixes(first: CompileResult, beside: Beside): Promise<string[]> {
  let result = first;
  const isOwn = (file: string) => file === FILE;
  for (let round = 0; round < ROUNDS; round++) {
    const done = await mend(result, isOwn, async (texts) => compiled(texts.get(FILE)!, beside));
    if (done === null) return [];
    const [before, after] = [errorsOf(result), errorsOf(done.found)];
    if (after > before) return [`--fix makes ${after} errors of ${before}`];
    result = done.found;
  }
  return ['--fix does not come to rest'];
}

function faultsOfFormat(text: string): string[] {
  const once = format(text, { width: 100 });
  if (!('text' in once)) return [];
  const twice = format(once.text, { width: 100 });
  if (!('text' in twice)) return ['fmt gives what cannot be read'];
  const faults: string[] = [];
  if (twice.text !== once.text) faults.push('fmt is not idempotent');
  if (meaningOf(text) !== meaningOf(once.text)) faults.push('fmt changes the meaning');
  return faults;
}
