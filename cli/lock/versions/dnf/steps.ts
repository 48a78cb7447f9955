import type { RoleRun, Task } from '../../../../compiler/model/ir.ts';
import { textsIn } from '../../../../compiler/model/value.ts';
import type { Value } from '../../../../compiler/model/value.ts';
import { textOf } from '../arguments.ts';
import { fileSteps } from '../files.ts';
import type { Step } from '../steps.ts';

const SOURCES = '/etc/yum.repos.d/';

/** Whether dnf decides by a file. Keys are not among them, as the build alone compares signatures of packages. */
export const isOfDnf = (path: string): boolean =>
  /^\/etc\/(?:yum\.repos\.d\/[^{}/]+\.repo|dnf\/(?:dnf\.conf|(?:vars|modules\.d|modules\.defaults\.d)\/[^{}/]+)|yum\/vars\/[^{}/]+)$/.test(
    path,
  );

/** Commands that install packages, or change where they come from, by themselves. */
const COMMANDS =
  /\b(?:dnf|yum|microdnf)\b[^\n|;&]*\b(?:install|localinstall|upgrade|update|swap|distro-sync|downgrade|config-manager|copr|module)\b|\brpm\s+(?:-[a-zA-Z]*[iUF]|--install|--upgrade)|\b(?:yum-config-manager|subscription-manager|crb)\s+\w/;

/** What a task does with dnf; null if it installs what is not known. */
export function stepsOfDnf({ module, args, keywords }: Task, run: Pick<RoleRun, 'assets'>): Step[] | null {
  const get = (...names: readonly string[]) =>
    names.map((name) => args.entries.get(name)).find((each) => each !== undefined);
  const text = (...names: readonly string[]) => textOf(get(...names));
  const short = module.replace(/^(?:ansible\.(?:builtin|legacy)|community\.general)\./, '');
  const ofFiles = fileSteps(short, text, run, isOfDnf);
  if (ofFiles !== undefined) return ofFiles;
  switch (short) {
    case 'dnf':
    case 'yum':
    case 'package':
      return packageSteps(get, keywords.has('loop'));
    case 'yum_repository':
      return repositorySteps(args.entries);
    case 'ini_file': {
      const [path, section, option] = [text('path', 'dest'), text('section'), text('option')];
      if (path === null || !isOfDnf(path)) return [];
      const value = text('state') === 'absent' ? null : text('value');
      return section === null || option === null ? null : [{ do: 'set', path, section, option, value }];
    }
    case 'lineinfile':
    case 'blockinfile':
    case 'replace':
    case 'template':
      return isOfDnf(text('path', 'dest') ?? '') ? null : [];
    case 'shell':
    case 'command': {
      const words = textsIn(get('argv')).flatMap((each) => (each.type === 'string' ? [each.value] : []));
      return commandSteps(text('cmd') ?? words.join(' '));
    }
    default:
      return [];
  }
}

type Get = (...names: string[]) => Value | undefined;

function packageSteps(get: Get, isLoop: boolean): Step[] | null {
  const flag = (name: string): boolean | null => {
    const value = get(name);
    return value?.type === 'bool' ? value.value : null;
  };
  const asked = textsIn(get('name', 'pkg', 'package', 'list'));
  if (asked.some(({ type }) => type !== 'string') || (isLoop && asked.length === 0)) return null;
  const names = asked.flatMap((each) => (each.type === 'string' ? each.value.split(',') : []));
  if (names.length === 0) return [];
  const state = textOf(get('state')) ?? 'present';
  if (state === 'absent' || state === 'removed') return [{ do: 'remove', names }];
  // They change what is seen for one task alone, in ways that the lock has no words for.
  if (['disablerepo', 'exclude', 'security', 'bugfix', 'releasever', 'conf_file'].some((name) => get(name)))
    return null;
  const isOnly = flag('update_only') === true;
  if (names.every((name) => name === '*')) return [{ do: 'upgrade', removes: false }];
  const steps: Step[] = [];
  const found = names.map((name) => {
    if (!/^https?:\/\//.test(name)) return name.trim();
    const path = `/var/tmp/${name.replace(/^.*\//, '').replace(/\W+/g, '_')}.rpm`;
    steps.push({ do: 'fetch', path, url: name });
    return path;
  });
  const release = textsIn(get('enablerepo')).flatMap((each) => (each.type === 'string' ? [each.value] : []));
  const files = found.filter((name) => name.startsWith('/') && name.endsWith('.rpm'));
  const recommends = flag('install_weak_deps');
  steps.push(...files.map((path): Step => ({ do: 'install-file', path, recommends })));
  const others = found.filter((name) => !files.includes(name));
  if (others.length > 0)
    steps.push({
      do: 'install',
      names: others,
      recommends,
      release: release.length === 0 ? null : release.join(','),
      upgrade: isOnly ? 'only' : state === 'latest' ? 'yes' : 'no',
      ...(flag('allowerasing') === true && { erases: true }),
    });
  if (flag('autoremove') === true) steps.push({ do: 'autoremove' });
  return steps;
}

/** What Ansible's `yum_repository` does not write. */
const NOT_WRITTEN =
  /^(?:name|description|file|state|owner|group|mode|reposdir|attributes|se\w+|unsafe_writes)$/;

/** The file that Ansible's `yum_repository` writes. */
function repositorySteps(args: ReadonlyMap<string, Value>): Step[] | null {
  const name = textOf(args.get('name'));
  if (name === null) return null;
  const path = `${SOURCES}${textOf(args.get('file')) ?? name}.repo`;
  if (textOf(args.get('state')) === 'absent')
    return [{ do: 'set', path, section: name, option: 'enabled', value: '0' }];
  const lines = [`[${name}]`, `name=${textOf(args.get('description')) ?? name}`];
  for (const [key, value] of args) {
    if (NOT_WRITTEN.test(key)) continue;
    const texts = textsIn(value).map(textOf);
    if (texts.includes(null)) return null;
    const words =
      texts.length > 0 ? texts.join(' ') : value.type === 'int' ? String(value.value) : textOf(value);
    if (words === null) return null;
    lines.push(`${key}=${words === 'yes' ? '1' : words === 'no' ? '0' : words}`);
  }
  return [{ do: 'write', path, text: `${lines.join('\n')}\n` }];
}

/** A stream of a module that is enabled alone; `dnf module enable` writes this file. */
function commandSteps(command: string): Step[] | null {
  const enabled =
    /^\s*(?:sudo\s+)?dnf\s+(?:(?:-y|-q|--assumeyes|--quiet)\s+)*module\s+(?:(?:-y|-q|--assumeyes|--quiet)\s+)*enable\s+(?:(?:-y|-q|--assumeyes|--quiet)\s+)*([\w.+-]+):([\w.+-]+)(?:\s+(?:-y|-q|--assumeyes|--quiet))*\s*$/.exec(
      command,
    );
  if (enabled === null) return COMMANDS.test(command) ? null : [];
  const [, name, stream] = enabled;
  const text = `[${name}]\nname=${name}\nstream=${stream}\nprofiles=\nstate=enabled\n`;
  return [{ do: 'write', path: `/etc/dnf/modules.d/${name}.module`, text }];
}
