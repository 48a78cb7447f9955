import type { RuleSettings } from '../../compiler/sdk/rule.ts';
import type { CompileResult, CompileOptions } from '../../compiler/options.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { ruleIds } from '../../stdlib/rule-set.ts';
import { compile } from '../../stdlib/index.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** For what is no image that anyone would publish. */
export const noRules: RuleSettings = new Map(ruleIds().map((id) => [id, 'off']));

/** Compiles files held in memory; `main.vkimage` unless other entries are given. */
export function compileFiles(files: Files, options: Partial<CompileOptions> = {}): CompileResult {
  return compile({ host: memoryHost(files), entries: ['main.vkimage'], ...options });
}

export function compileText(text: string, options: Partial<CompileOptions> = {}): CompileResult {
  return compileFiles({ 'main.vkimage': text }, options);
}

/** `VK0204 at "enable": …` for each diagnostic, easy to compare. */
export function brief(result: Pick<CompileResult, 'diagnostics' | 'sources'>): string[] {
  return result.diagnostics.map(
    (diagnostic) => `${diagnostic.code} at ${JSON.stringify(marked(result, diagnostic))}`,
  );
}

export function marked(result: Pick<CompileResult, 'sources'>, { span }: Diagnostic): string {
  return result.sources.get(span.file)?.text.slice(span.start, span.end) ?? '';
}

/** The tasks of one target, as `role: title`. */
export function titles(result: CompileResult, target: string): string[] {
  const found = result.images.flatMap((image) => image.targets).find((each) => each.name === target);
  return found?.provision.flatMap((run) => run.tasks.map((task) => `${run.name}: ${task.title}`)) ?? [];
}
