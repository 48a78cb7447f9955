import { modeOf } from '../../model/mode.ts';
import { lifter } from '../lifter.ts';
import type { FlatTask } from '../../model/task.ts';
import type { Data } from '../../model/data.ts';
import { TREE } from '../../expand/scope.ts';
import { fileOf, mode, said } from '../say.ts';
import { MANAGERS, whole } from '../whole.ts';

export default lifter({
  kind: 'archive',
  whole: true,
  modules: ['ansible.builtin.unarchive', 'ansible.builtin.file', 'ansible.builtin.get_url', ...MANAGERS],
  keywords: [],
  lift(task, _args, context) {
    const all = [task, ...context.next.slice(0, 3)];
    const at = all.findIndex(({ module }) => module === 'ansible.builtin.unarchive');
    if (at < 0) return null;
    const { src, dest, creates, include, extra_opts: options, owner, group, mode: given } = all[at]!.args;
    if (typeof src !== 'string' || typeof dest !== 'string') return null;
    const fetched = all.slice(0, at).find(({ args }) => args.dest === src);
    const local = src.startsWith(`${TREE}/`);
    if (!local && fetched === undefined) return null;
    const strip = Array.isArray(options)
      ? /^--strip-components=(\d+)$/.exec(String(options[0] as string))?.[1]
      : undefined;
    return whole(
      'archive',
      dest.replace(/(.)\/+$/, '$1'),
      {
        source: local ? fileOf(src, context.file) : undefined,
        url: local ? undefined : said(fetched!.args.url ?? null),
        checksum: argumentOf(fetched, 'checksum'),
        strip: strip === undefined ? undefined : said(Number(strip)),
        include: include === undefined ? undefined : said(include),
        creates: creates === undefined ? undefined : said(creates),
        owner: usual(owner),
        group: usual(group),
        mode: given === undefined ? undefined : modeIn(given),
      },
      task,
      context,
    );
  },
});

const usual = (value: Data | undefined) =>
  value === undefined || value === 'root' ? undefined : said(value);

const argumentOf = (task: FlatTask | undefined, name: string) => {
  const value = task?.args[name];
  return value === undefined ? undefined : said(value);
};

/** The mode of a tree in letters, as the compiler writes it, in digits. */
function modeIn(value: Data) {
  const [, u, g, o] = /^u=(\w*),g=(\w*),o=(\w*)$/.exec(String(value as string)) ?? [];
  if (o === undefined) {
    const digits = modeOf(value);
    return typeof digits === 'string' ? mode(digits) : null;
  }
  const digit = (letters: string) =>
    [...letters].reduce((sum, letter) => sum + ({ r: 4, w: 2, X: 1 }[letter] ?? 0), 0);
  return mode(`0${[u!, g!, o].map(digit).join('')}`);
}
