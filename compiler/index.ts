/**
 * The compiler as a library: text in, IR and diagnostics out, nothing read or written but through the `Host`. Whoever brings a standard
 * library of their own starts from `compilerFor`; everybody else takes `compile` from `vkc`.
 */
export { compilerFor } from './pipeline.ts';
export type { Compile, CompileOptions, CompileResult } from './options.ts';
export { memoryHost } from './sdk/host.ts';
export type { Host, ReadResult } from './sdk/host.ts';
export type { Library } from './sdk/library.ts';
export type * from './model/ir.ts';
