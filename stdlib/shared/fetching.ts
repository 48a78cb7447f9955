import { moduleOf } from './package-managers.ts';
import type { Span } from '../../grammar/span.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { bool, string } from '../../compiler/model/value.ts';
import type { StringValue, Value } from '../../compiler/model/value.ts';
import { ownership, word } from './tasks.ts';

/** The last part of a URL's path, which names a fetched file. */
export function baseName(url: Value, fallback: string): string {
  const text = url.type === 'string' ? url.value : '';
  return (
    text
      .replace(/[?#].*$/, '')
      .replace(/^\w+:\/\/[^/]*/, '')
      .split('/')
      .at(-1) || fallback
  );
}

/**
 * Where a file is fetched to: the folder of temporary files, which cleanup empties. Two files of one name would be
 * taken for each other there, so one that does not say what it is for is called by that too.
 */
export function fetchedPath(url: Value, what: string): string {
  const name = baseName(url, what || 'download');
  return `/var/tmp/${name.toLowerCase().includes(what.toLowerCase()) ? name : `${what}-${name}`}`;
}

export function fetchTask(
  url: Value,
  checksum: Value | undefined,
  what: string,
  origin: Span,
): { readonly task: TaskDraft; readonly path: StringValue } {
  const path = string(fetchedPath(url, what), url.origin ?? origin);
  const task: TaskDraft = {
    title: `Download ${baseName(url, what || 'a file')}`,
    module: 'ansible.builtin.get_url',
    args: { url, dest: path, checksum, ...ownership({}, '0644') },
  };
  return { task, path };
}

/** Arguments with which packages are installed, without what they merely recommend unless that is wanted. */
export function installing(packageManager: string, recommends = false): Readonly<Record<string, Value>> {
  const weak = bool(recommends, null);
  return {
    state: word('present'),
    ...(packageManager === 'apt' ? { install_recommends: weak } : {}),
    ...(packageManager === 'dnf' ? { install_weak_deps: weak } : {}),
    ...(packageManager === 'zypper' ? { disable_recommends: bool(!recommends, null) } : {}),
  };
}

/** Installs a package that a resource of another kind needs. */
export function installTask(name: string, packageManager: string, title: string): TaskDraft {
  return {
    title,
    module: moduleOf(packageManager),
    args: { name: word(name), ...installing(packageManager) },
  };
}
