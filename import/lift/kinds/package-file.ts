import { attribute } from '../attributes.ts';
import { lifter } from '../lifter.ts';

export default lifter({
  kind: 'package_file',
  modules: ['ansible.builtin.apt', 'ansible.builtin.dnf', 'ansible.builtin.yum'],
  keywords: [],
  lift({ module }, args, { system }) {
    if (module.split('.').at(-1) !== system.packageManager) return null;
    const apt = system.packageManager === 'apt';
    const url = args.text(apt ? 'deb' : 'name');
    if (url === undefined || !/^https?:\/\/[^\s{]+$/.test(url)) return null;
    const recommends = args.flag(apt ? 'install_recommends' : 'install_weak_deps');
    args.drop('state', 'present', 'installed').take('update_cache');
    // Nothing but a checksum takes the place of the signature, so that the language never looks at one.
    if (!apt && args.flag('disable_gpg_check') !== true) return null;
    if (!args.empty) return null;
    return {
      statements: [
        {
          grade: 'lifted',
          kind: 'package_file',
          labels: [packageName(url)],
          attributes: [
            ...attribute('url', url),
            ...(recommends === false || system.packageManager === 'yum' ? [] : attribute('recommends', true)),
          ],
        },
      ],
    };
  },
});

/** The name of the package, as names of files of packages have it. */
export function packageName(url: string): string {
  const file = url
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1)!
    .replace(/\.(deb|rpm)$/, '');
  const name = /^([A-Za-z][A-Za-z0-9+.-]*?)[_-]v?\d/.exec(file)?.[1] ?? file;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9+.-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '') || 'package'
  );
}
