/**
 * vkc as a library: texts in, diagnostics, images and files out. Nothing here reads or writes files, starts programs or looks at the clock;
 * sources are read through the `Host` of the call. docs/api.md shows how it is used.
 */
import { readYaml } from './cli/project/yaml-reader.ts';
import type { Compilation, CompileOptions } from './compiler/compilation.ts';
import { renderText } from './compiler/diagnostics/render.ts';
import type { Image } from './compiler/model/ir.ts';
import { packerAnsible } from './emit/emitters/packer-ansible.ts';
import type { Emitter, OutputFile, RenderContext } from './emit/output.ts';
import { renderImage } from './emit/render.ts';
import type { Diagnostic } from './grammar/diagnostic.ts';
import { compile as compileWithLibrary } from './stdlib/index.ts';

/** Compiles files with the standard library: their images as IR, and what is wrong with them. */
export function compile(options: CompileOptions): Compilation {
  return compileWithLibrary({ yaml: readYaml, ...options });
}

/** What is wrong with files; errors, warnings and hints, those of rules among them. */
export function check(options: CompileOptions): readonly Diagnostic[] {
  return compile(options).diagnostics;
}

/**
 * The files of an image's tree, sorted by path, with the manifest that says which source lines each of their lines came from.
 * `compilation` is what the image came from. Without an emitter they are those for Packer and Ansible.
 */
export function render(
  image: Image,
  compilation: RenderContext,
  emitter: Emitter = packerAnsible,
): readonly OutputFile[] {
  return renderImage(image, emitter, compilation);
}

/** Diagnostics as text for people, each with the lines of the source that it is about. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Compilation['sources'],
  { color = false, width = 100 }: { readonly color?: boolean; readonly width?: number } = {},
): string {
  return renderText(diagnostics, sources, { color, width });
}

export { format } from './grammar/print/printer.ts';
export type { FormatOptions } from './grammar/print/printer.ts';
export { irJson } from './compiler/model/ir-json.ts';
export { IR_VERSION } from './compiler/model/ir-version.ts';
export { describe as describeType } from './compiler/model/types.ts';
export { memoryHost } from './compiler/sdk/host.ts';
export { version } from './emit/version.generated.ts';
export type { Compilation, CompileOptions } from './compiler/compilation.ts';
export type * from './compiler/model/ir.ts';
export type { Declaration, DeclarationKind, ScopeAt, SemanticModel } from './compiler/model/semantics.ts';
export type { Source } from './compiler/model/source.ts';
export type { Type } from './compiler/model/types.ts';
export type { Value } from './compiler/model/value.ts';
export type { Contents, PhaseContents } from './compiler/sdk/contents.ts';
export type { Host, ReadResult, ReadYaml } from './compiler/sdk/host.ts';
export type { Emitter, Output, OutputFile, RenderContext } from './emit/output.ts';
export type { Diagnostic, Fix, Related, Severity } from './grammar/diagnostic.ts';
export type { Span } from './grammar/span.ts';
