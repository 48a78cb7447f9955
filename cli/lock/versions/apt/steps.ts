import type { RoleRun, Task } from '../../../../compiler/model/ir.ts';
import { textsIn } from '../../../../compiler/model/value.ts';
import type { Value } from '../../../../compiler/model/value.ts';
import { textOf } from '../arguments.ts';
import { fileSteps } from '../files.ts';
import type { Step } from '../steps.ts';
import { debLine, deb822 } from './sources.ts';

export const isOfApt = (path: string): boolean =>
  /^\/etc\/apt\/(?!apt\.conf)[^{}]*$|^\/usr\/share\/keyrings\/[^{}/]+$/.test(path) && !path.includes('/../');

/** Commands that install packages by themselves. */
const COMMANDS = /\b(?:apt|apt-get|aptitude)\b[^\n|;&]*\binstall\b|\bdpkg\s+(?:-i|--install)\b/;

/** What a task does with apt; null if it installs what is not known. */
export function stepsOfApt({ module, args, keywords }: Task, run: Pick<RoleRun, 'assets'>): Step[] | null {
  const get = (...names: readonly string[]) =>
    names.map((name) => args.entries.get(name)).find((each) => each !== undefined);
  const text = (...names: readonly string[]) => textOf(get(...names));
  const short = module.replace(/^ansible\.(?:builtin|legacy)\./, '');
  const ofFiles = fileSteps(short, text, run, isOfApt);
  if (ofFiles !== undefined) return ofFiles;
  switch (short) {
    case 'apt':
    case 'package':
      return aptSteps(get, keywords.has('loop'));
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
