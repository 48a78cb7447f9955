import type { Asset, RoleRun, Target, Task } from '../../../compiler/model/ir.ts';
import { textsIn } from '../../../compiler/model/value.ts';
import type { Value } from '../../../compiler/model/value.ts';
import { debLine, deb822 } from './sources.ts';

/** What a build does to apt and its packages, in the words of apt. */
export type Step =
  | {
      readonly do: 'install';
      readonly names: readonly string[];
      /** Null for what the system is set to. */
      readonly recommends: boolean | null;
      /** The suite that is preferred; null for none. */
      readonly release: string | null;
      /** Brings what is installed already to its newest version; `only` installs nothing else. */
      readonly upgrade: 'no' | 'yes' | 'only';
    }
  /** A package in a file that an earlier step fetched. */
  | { readonly do: 'install-file'; readonly path: string; readonly recommends: boolean | null }
  | { readonly do: 'remove'; readonly names: readonly string[] }
  | { readonly do: 'upgrade'; readonly removes: boolean }
  | { readonly do: 'autoremove' }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  /** A file of the project. */
  | { readonly do: 'copy'; readonly path: string; readonly file: string }
  | { readonly do: 'fetch'; readonly path: string; readonly url: string }
  | { readonly do: 'delete'; readonly path: string };

/** The packages of a target, as its source asks for them. */
export interface PackageNeed {
  /** As `baseImageName` has it. */
  readonly system: string;
  readonly arch: Target['os']['arch'];
  /** The target that it is built on; null for the base image of its system. */
  readonly base: string | null;
  readonly steps: readonly Step[];
  /** Titles of tasks, and names of roles, that install what is not known before the build. */
  readonly unknown: readonly string[];
}

/** What of the packages of a target can be known before it is built. */
export function packageNeed(target: Target, system: string): PackageNeed {
  const steps: Step[] = [];
  const unknown: string[] = [];
  for (const run of [...(target.base?.provision ?? []), ...target.provision]) {
    if (run.foreign !== null) unknown.push(`the role ${run.name}`);
    for (const task of run.tasks) {
      const found = stepsOf(task, run);
      if (found === null) unknown.push(`the task "${task.title}"`);
      else steps.push(...found);
    }
  }
  const { arch } = target.os;
  return { system, arch, base: target.base?.target ?? null, steps: needed(steps), unknown };
}

/** Leaves out files that no later step reads. */
function needed(steps: readonly Step[]): Step[] {
  const installed = new Set(steps.flatMap((step) => (step.do === 'install-file' ? [step.path] : [])));
  return steps.filter((step) => step.do !== 'fetch' || isOfApt(step.path) || installed.has(step.path));
}

const isOfApt = (path: string): boolean =>
  /^\/etc\/apt\/(?!apt\.conf)[^{}]*$|^\/usr\/share\/keyrings\/[^{}/]+$/.test(path) && !path.includes('/../');

/** Commands that install packages by themselves. */
const COMMANDS = /\b(?:apt|apt-get|aptitude)\b[^\n|;&]*\binstall\b|\bdpkg\s+(?:-i|--install)\b/;

/** Null for a task that installs what is not known. */
function stepsOf({ module, args, keywords }: Task, { assets }: Pick<RoleRun, 'assets'>): Step[] | null {
  const get = (...names: readonly string[]) =>
    names.map((name) => args.entries.get(name)).find((each) => each !== undefined);
  const text = (...names: readonly string[]) => textOf(get(...names));
  const short = module.replace(/^ansible\.(?:builtin|legacy)\./, '');
  switch (short) {
    case 'apt':
    case 'package':
      return aptSteps(get, keywords.has('loop'));
    case 'copy': {
      const [path, content, src] = [text('dest'), text('content'), text('src')];
      if (path === null || !isOfApt(path)) return [];
      if (content !== null) return [{ do: 'write', path, text: content }];
      const file = src === null ? null : assetNamed(src, assets);
      return file === null ? null : [{ do: 'copy', path, file }];
    }
    case 'get_url': {
      const [path, url] = [text('dest'), text('url')];
      return path === null || url === null || /[{}]/.test(url) ? [] : [{ do: 'fetch', path, url }];
    }
    case 'file': {
      const path = text('path', 'dest', 'name');
      const gone = text('state') === 'absent' && path !== null && isOfApt(path);
      return gone ? [{ do: 'delete', path }] : [];
    }
    case 'apt_repository': {
      const line = text('repo');
      const source = line === null || text('state') === 'absent' ? null : debLine(line, text('filename'));
      return source === null ? null : [{ do: 'write', ...source }];
    }
    case 'deb822_repository': {
      const source = deb822(args.entries);
      return source === null ? null : [{ do: 'write', ...source }];
    }
    case 'shell':
    case 'command': {
      const words = textsIn(get('argv')).flatMap((each) => (each.type === 'string' ? [each.value] : []));
      return COMMANDS.test(text('cmd') ?? words.join(' ')) ? null : [];
    }
    default:
      return [];
  }
}

function aptSteps(get: (...names: string[]) => Value | undefined, isLoop: boolean): Step[] | null {
  const flag = (...names: string[]): boolean | null => {
    const value = get(...names);
    return value?.type === 'bool' ? value.value : null;
  };
  const steps: Step[] = [];
  const upgrade = textOf(get('upgrade'));
  if (upgrade !== null && upgrade !== 'no')
    steps.push({ do: 'upgrade', removes: /^(?:dist|full)$/.test(upgrade) });
  const recommends = flag('install_recommends', 'install-recommends');
  const file = get('deb');
  if (file !== undefined) {
    const path = textOf(file);
    if (path === null || !path.startsWith('/')) return null;
    steps.push({ do: 'install-file', path, recommends });
  }
  const asked = textsIn(get('name', 'pkg', 'package'));
  const names = asked.flatMap((each) => (each.type === 'string' ? each.value.split(',') : []));
  if (asked.some(({ type }) => type !== 'string') || (isLoop && asked.length === 0)) return null;
  if (names.length > 0) {
    const state = textOf(get('state')) ?? 'present';
    if (state === 'absent') steps.push({ do: 'remove', names });
    else if (state === 'build-dep') return null;
    else {
      const onlyUpgrade = flag('only_upgrade') === true;
      const isNewest = names.every((name) => name === '*');
      if (isNewest) steps.push({ do: 'upgrade', removes: false });
      else
        steps.push({
          do: 'install',
          names: names.map((name) => name.trim()),
          recommends,
          release: textOf(get('default_release', 'default-release')),
          upgrade: onlyUpgrade ? 'only' : state === 'latest' ? 'yes' : 'no',
        });
    }
  }
  if (flag('autoremove') === true) steps.push({ do: 'autoremove' });
  return steps;
}

const textOf = (value: Value | undefined): string | null =>
  value?.type === 'string' ? value.value : value?.type === 'bool' ? (value.value ? 'yes' : 'no') : null;

const assetNamed = (name: string, assets: readonly Asset[]): string | null =>
  assets.find((asset) => asset.folder === 'files' && asset.name === name)?.path ?? null;

/** What a lock keeps of the steps, so that a change of the source shows: each step in words. */
export const requestsOf = ({ steps }: Pick<PackageNeed, 'steps'>): string[] => steps.map(inWords);

function inWords(step: Step): string {
  switch (step.do) {
    case 'install': {
      const how = [
        step.upgrade === 'only' ? 'if there' : step.upgrade === 'yes' ? 'newest' : '',
        step.recommends === null ? '' : step.recommends ? 'with what is recommended' : '',
        step.release === null ? '' : `from ${step.release}`,
      ].filter((each) => each !== '');
      return `install ${step.names.join(' ')}${how.length > 0 ? ` (${how.join(', ')})` : ''}`;
    }
    case 'install-file':
      return `install the file ${step.path}`;
    case 'remove':
      return `remove ${step.names.join(' ')}`;
    case 'upgrade':
      return step.removes ? 'upgrade everything' : 'upgrade what is installed';
    case 'autoremove':
      return 'remove what nothing needs';
    case 'write':
      return `write ${step.path}: ${step.text.trim().replace(/\s*\n\s*/g, '; ')}`;
    case 'copy':
      return `write ${step.path} from ${step.file}`;
    case 'fetch':
      return `fetch ${step.path} from ${step.url}`;
    case 'delete':
      return `delete ${step.path}`;
  }
}
