import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Image } from '../../../compiler/model/ir.ts';
import type { OutputFile, RenderContext } from '../../../emit/output.ts';
import ansibleCfg from '../../../emit/outputs/ansible-cfg.ts';
import provision from '../../../emit/outputs/provision.ts';
import readme from '../../../emit/outputs/readme.ts';
import roles from '../../../emit/outputs/roles.ts';
import start from '../../../emit/outputs/start.ts';
import targets from '../../../emit/outputs/targets.ts';
import variables from '../../../emit/outputs/variables.ts';
import yamllint from '../../../emit/outputs/yamllint.ts';

const outputs = [ansibleCfg, provision, readme, roles, start, targets, variables, yamllint];

/** The Ansible side of an image's tree. */
export function render(image: Image, context: RenderContext): OutputFile[] {
  return outputs.flatMap((output) => output.render(image, context));
}

/** The content of one rendered file; undefined when there is none. */
export function textOf(files: readonly OutputFile[], path: string): string | undefined {
  const file = files.find((one) => one.path === path);
  return typeof file?.content === 'string' ? file.content : undefined;
}

/** Writes files into a new temporary folder and gives its path. */
export function write(files: readonly OutputFile[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'vkc-playbook-'));
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
