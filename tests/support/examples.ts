import type { CompileResult } from '../../compiler/options.ts';
import { mkdirSync, readdirSync, writeFileSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DiskHost } from '../../cli/project/disk-host.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import type { OutputFile } from '../../emit/output.ts';
import { renderImage } from '../../emit/render.ts';
import { compile } from '../../stdlib/index.ts';

export const root = join(import.meta.dirname, '../..');

/** Folders of `examples`. */
export const examples: readonly string[] = readdirSync(join(root, 'examples')).sort();

export interface CompiledExample {
  readonly result: CompileResult;
  /** Files of each image's tree. */
  readonly trees: ReadonlyMap<string, readonly OutputFile[]>;
}

export function compileExample(name: string): CompiledExample {
  const folder = join(root, 'examples', name);
  const entries = readdirSync(folder).filter((file) => file.endsWith('.vkimage'));
  const result = compile({ host: new DiskHost(folder), entries });
  const trees = result.images.map(
    (image) => [image.name, renderImage(image, packerAnsible, result)] as const,
  );
  return { result, trees: new Map(trees) };
}

export function writeFiles(files: readonly OutputFile[], folder: string): void {
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
    chmodSync(path, file.executable ? 0o755 : 0o644);
  }
}
