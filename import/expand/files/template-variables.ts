import { Template, isKnown, ownOf } from '../../model/data.ts';
import type { Data } from '../../model/data.ts';
import type { Tree } from '../../read/tree.ts';
import { findFile, findFolder } from './find-files.ts';
import type { Around } from './find-files.ts';
import { isYes } from '../keywords.ts';
import { TREE } from '../scope.ts';
import type { Scope } from '../scope.ts';

/** Modules that take a file of the tree to the machine, and the folder of a role in which they look for it. */
const BRINGS: Readonly<Record<string, 'files' | 'templates'>> = {
  'ansible.builtin.copy': 'files',
  'ansible.builtin.template': 'templates',
  'ansible.builtin.unarchive': 'files',
  'ansible.builtin.assemble': 'files',
  'ansible.posix.patch': 'files',
};

export interface BroughtFile {
  /** The name of the file in the tree, below `TREE`, or the source as it is written. */
  readonly src: Data;
  /** Variables of the tree that a template names. */
  readonly vars: Readonly<Record<string, Data>>;
}

const INCLUDES = /\{%[-+]?\s*(include|import|from|extends)\s/;
const LOOKS =
  /\b(?:lookup|query|q)\(\s*['"](?:ansible\.builtin\.)?(file|template|fileglob|first_found|ini|csvfile|unvault|lines|pipe)['"]/;

/** Why texts cannot be left to the machine: they look up files where Ansible is run. Null if none does. */
export function lookedUpFile(texts: readonly string[]): string | null {
  const [, plugin] = texts.map((text) => LOOKS.exec(text) ?? []).find(({ length }) => length > 0) ?? [];
  return plugin === undefined
    ? null
    : `it looks up what is beside it in the tree (\`lookup('${plugin}', …)\`)`;
}

/** The file that a task brings to the machine, or null if it brings none. */
export function templateVariables(
  tree: Tree,
  around: Around,
  module: string,
  args: Readonly<Record<string, Data>>,
  scope: Scope,
): BroughtFile | string | null {
  const folder = ownOf(BRINGS, module);
  const { src } = args;
  if (folder === undefined || src === undefined || isYes(args.remote_src) || args.copy === false) return null;
  if (src instanceof Template && !src.text.startsWith('/'))
    return 'which file it takes is known on the machine only';
  if (typeof src !== 'string' || /^(https?|ftp):/.test(src)) return null;
  const file = findFile(tree, src, folder, around);
  if (file !== null && module.endsWith('.template') && INCLUDES.test(tree.text(file) ?? ''))
    return `the template \`${file}\` includes other files of the tree`;
  if (file !== null)
    return {
      src: `${TREE}/${file}`,
      vars: module.endsWith('.template') ? variablesOf(tree, file, scope) : {},
    };
  const below = findFolder(tree, src.replace(/\/$/, ''), folder, around);
  if (below === null) return /^[/~]/.test(src) ? null : `the file \`${src}\` is not in the tree`;
  return { src: `${TREE}/${below}${src.endsWith('/') ? '/' : '//'}`, vars: {} };
}

const NAME = /(?<![.\w'"])[A-Za-z_]\w*/g;

function variablesOf(tree: Tree, file: string, scope: Scope): Record<string, Data> {
  const text = tree.text(file) ?? '';
  const inside = (text.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? [])
    .join(' ')
    .replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, "''");
  const names = [...new Set(inside.match(NAME) ?? [])].sort();
  const vars: Record<string, Data> = {};
  for (const name of names) {
    const found = scope.find(name);
    if (found.found !== 'value' || name === 'omit') continue;
    const { value } = found;
    if (isKnown(value) || value instanceof Template) vars[name] = value;
  }
  return vars;
}
