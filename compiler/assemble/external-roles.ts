import { runtimeOf } from '../language/declarations.ts';
import type { BlockDeclaration, Param } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { readAttributes, typesOf } from '../evaluate/attributes.ts';
import { roleSchema } from '../language/blocks.ts';
import type { RoleRun } from '../model/ir.ts';
import type { RoleRunDraft } from './role-tasks.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { EvalContext } from '../evaluate/context.ts';
import type { Value } from '../model/value.ts';

type Foreign = NonNullable<RoleRun['foreign']>;

interface Input {
  readonly role: BlockDeclaration;
  /** The role's params with their values; those given at deployment are left out. */
  readonly vars: ReadonlyMap<string, Value>;
  readonly runtime: readonly Param[];
  readonly scope: Scope;
  readonly context: EvalContext;
}

/** A role from outside on one target, and the phase in which it runs; null when something is wrong, which was reported. */
export function readForeign(input: Input): { readonly foreign: Foreign; readonly start: boolean } | null {
  const { role, vars, runtime, scope, context } = input;
  const { values, broken } = readAttributes(role.body, scope, context, typesOf(roleSchema));
  if (broken) return null;
  const phase = values.get('phase');
  const start = phase?.type === 'string' && phase.value === 'start';
  const galaxy = values.get('galaxy');
  const version = values.get('version');
  const git = values.get('git');
  const from = values.get('from');
  if (!start) {
    for (const param of runtime) context.report('VK0912', param.span, { name: param.name.text });
    if (runtime.length > 0) return null;
  }
  if (galaxy?.type === 'string') {
    if (version?.type !== 'string') return null;
    return {
      foreign: { role: galaxy.value, version: version.value, vars: new Map(vars), files: [], needs: [] },
      start,
    };
  }
  if (git?.type === 'string') {
    if (version?.type !== 'string') return null;
    const name = folderOf(role.name.text);
    const source = { version: version.value, git: git.value.replace(/^git\+/, '') };
    return { foreign: { role: name, ...source, vars: new Map(vars), files: [], needs: [] }, start };
  }
  if (from?.type !== 'file') return null;
  const files = roleFiles(from.path, folderOf(role.name.text), from.origin ?? role.name.span, context);
  if (files === null) return null;
  return { foreign: { role: folderOf(role.name.text), version: null, vars: new Map(vars), ...files }, start };
}

/** A name as a folder of roles has it. */
export const folderOf = (name: string): string => name.replace(/-/g, '_');

type Files = Pick<Foreign, 'files' | 'needs'>;

/** The files of a hand-written role and of those that it depends on; null when something is missing, which was reported. */
function roleFiles(folder: string, name: string, at: Span, context: EvalContext): Files | null {
  const files: Foreign['files'] = [];
  const needs: string[] = [];
  const taken = new Set<string>();
  const take = (source: string, as: string): boolean => {
    if (taken.has(as)) return true;
    taken.add(as);
    const names = context.files.list(source) ?? [];
    const below = (path: string) => names.find((each) => each === `${source}/${path}`);
    if ((below('tasks/main.yml') ?? below('tasks/main.yaml')) === undefined) {
      context.report('VK0906', at, { path: source });
      return false;
    }
    if (!names.every((each) => context.files.check(each, each, at, context.report))) return false;
    for (const each of names) files.push({ path: `${as}${each.slice(source.length)}`, source: each });
    const meta = below('meta/main.yml') ?? below('meta/main.yaml');
    return meta === undefined || dependencies(meta, source).every((each) => depend(each, source));
  };
  const depend = (dependency: string, source: string): boolean => {
    const beside = [...source.split('/').slice(0, -1), dependency].join('/');
    if (context.files.list(beside) !== null) return take(beside, dependency);
    // A name with a namespace is a role of Ansible Galaxy; whether the image asks for it is seen when all roles are known.
    if (/^\w+\.\w+$/.test(dependency)) {
      needs.push(dependency);
      return true;
    }
    context.report('VK0907', at, { path: source, name: dependency });
    return false;
  };
  const dependencies = (meta: string, source: string): string[] => {
    const read = context.files.yaml(meta);
    if (read.kind === 'bad') {
      context.report('VK0908', at, { path: meta, reason: read.reason });
      return [];
    }
    return namesOf(read.value, source);
  };
  return take(folder, name) ? { files, needs } : null;
}

/** The names under `dependencies` of a role's metadata, which may be written in several ways. */
function namesOf(meta: unknown, source: string): string[] {
  const all = (meta as { dependencies?: unknown } | null)?.dependencies;
  if (!Array.isArray(all)) return [];
  return all.flatMap((each: unknown): string[] => {
    if (typeof each === 'string') return [each];
    const { role, name, src } = (each ?? {}) as Record<string, unknown>;
    const found = role ?? name ?? src;
    // A role may name itself through a path: nothing more is to be known of it.
    return typeof found === 'string' && found !== source ? [found] : [];
  });
}

/** The run of a role from outside, which has no tasks that vkc knows of. */
export function foreignRun(
  base: Pick<RoleRunDraft, 'name' | 'title' | 'doc' | 'origin' | 'allows'>,
  foreign: Foreign,
): RoleRunDraft {
  return { ...base, foreign, resources: [], tasks: [], handlers: [], assets: [], collections: [] };
}

/** Values for the variables of a role from outside. */
export function variablesOf(params: Iterable<Param>, scope: Scope): ReadonlyMap<string, Value> {
  const vars = new Map<string, Value>();
  for (const param of params) {
    if (runtimeOf(param) !== null && scope.lookup(param.name.text)?.what === 'runtime param') continue;
    const value = scope.lookup(param.name.text)?.value();
    if (value !== undefined && value.type !== 'unset' && value.type !== 'bad')
      vars.set(param.name.text, value);
  }
  return vars;
}
