import type { FlatTask } from '../../model/task.ts';
import { Template } from '../../model/data.ts';
import type { Data } from '../../model/data.ts';
import { attribute, isPath, ownership } from '../attributes.ts';
import { lifter } from '../lifter.ts';
import { packageName } from './package-file.ts';

export default lifter({
  kind: 'download',
  modules: ['ansible.builtin.get_url'],
  keywords: [],
  lift(task, args, context) {
    const url = args.take('url');
    const given = args.text('dest');
    const checksum = args.take('checksum');
    const owned = ownership(args, '0644');
    args
      .drop('force', false)
      .drop('timeout', 10)
      .drop('validate_certs', true)
      .drop('backup', false)
      .drop('decompress', true);
    if (
      given === undefined ||
      owned === null ||
      !args.empty ||
      !(typeof url === 'string' || url instanceof Template)
    )
      return null;
    if (checksum !== undefined && !isSum(checksum)) return null;
    const name =
      typeof url === 'string'
        ? (url
            .replace(/[?#].*$/, '')
            .split('/')
            .at(-1) ?? '')
        : '';
    const dest = given.endsWith('/') && name !== '' ? `${given}${name}` : given;
    if (!isPath(dest)) return null;
    // A package that is fetched only to be installed is one resource.
    const [next] = context.next;
    const of =
      next !== undefined &&
      typeof url === 'string' &&
      owned.length === 0 &&
      task.notify.length === 0 &&
      task.when.join('\n') === next.when.join('\n')
        ? installs(next, dest, context.system.packageManager)
        : null;
    if (of !== null)
      return {
        statements: [
          {
            grade: 'lifted',
            kind: 'package_file',
            labels: [packageName(url as string)],
            named: next!.name,
            usual: `Install ${packageName(url as string)}`,
            attributes: [
              ...attribute('url', url),
              ...attribute('checksum', checksum),
              ...(of.recommends ? attribute('recommends', true) : []),
            ],
          },
        ],
        also: 1,
      };
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'download',
          labels: [dest],
          attributes: [...attribute('url', url), ...attribute('checksum', checksum), ...owned],
          usual: `Download ${dest}`,
        },
      ],
    };
  },
});

function installs(next: FlatTask, dest: string, manager: string): { recommends: boolean } | null {
  const { module, args } = next;
  if (module !== `ansible.builtin.${manager}` || !isPlain(next)) return null;
  const {
    deb,
    name,
    state = 'present',
    install_recommends: apt,
    install_weak_deps: weak,
    disable_gpg_check: unchecked,
    update_cache: _index,
    ...rest
  } = args;
  if (Object.keys(rest).length > 0 || state !== 'present') return null;
  if (manager === 'apt') return deb === dest && name === undefined ? { recommends: !isNo(apt) } : null;
  return name === dest && unchecked === true ? { recommends: manager === 'dnf' && !isNo(weak) } : null;
}

function isPlain({ keywords, notify }: FlatTask): boolean {
  return Object.keys(keywords).length + notify.length === 0;
}

const isNo = (value: Data | undefined) => value === false || value === 'no' || value === 'false';

const isSum = (value: Data) =>
  value instanceof Template ||
  (typeof value === 'string' && /^\w+:[0-9A-Fa-f]{32,}$|^\w+:https?:/.test(value));
