import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile, library } from '../../../stdlib/index.ts';
import { imported } from './import-tree.ts';
import type { Imported } from './import-tree.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));

/** The tree of the first image of a project, by path. */
export function treeOf(files: Files, image: string | null = null): Record<string, string | Uint8Array> {
  const entries = Object.keys(files).filter((path) => path.endsWith('.vkimage'));
  const result = compile({ host: memoryHost(files), entries, rules });
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  const found = result.images.find(({ name }) => image === null || name === image);
  if (errors.length > 0 || found === undefined)
    throw new Error(
      errors.map(({ code, message, span }) => `${code} at ${span.line}: ${message}`).join('\n'),
    );
  return Object.fromEntries(
    renderImage(found, packerAnsible, result).map(({ path, content }) => [path, content]),
  );
}

export interface RoundTrip extends Imported {
  /** The tree that is compiled of what was imported. */
  readonly again: Readonly<Record<string, string | Uint8Array>>;
}

/** Imports a tree, and compiles the result. */
export async function roundTrip(tree: Files): Promise<RoundTrip> {
  const found = await imported(tree);
  const sources = Object.fromEntries(
    [...found.files].filter(([path]) => path !== 'import-report.md'),
  ) as Files;
  return { ...found, again: treeOf(sources) };
}

/** Files of a tree that are of its start phase, with how they get into the image. */
export const startFiles = (tree: Files): Record<string, string> =>
  filesOf(
    tree,
    /^playbook\/(start\.yml|ansible\.cfg|service_roles\/|common_roles\/|provision_roles\/playbooks\/)/,
  );

/** Files of a tree that Ansible reads, of both phases. */
export const playbookFiles = (tree: Files): Record<string, string> => filesOf(tree, /^playbook\//);

const filesOf = (tree: Files, pattern: RegExp): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tree)
      .filter(([path]) => pattern.test(path))
      .map(([path, content]) => [
        path,
        typeof content === 'string' ? content : new TextDecoder().decode(content),
      ]),
  );
