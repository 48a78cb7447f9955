import { lifter } from '../lifter.ts';
import { TREE } from '../../expand/scope.ts';
import type { FlatTask } from '../../model/task.ts';
import { fileOf, said } from '../say.ts';
import type { Said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'repository',
  whole: true,
  modules: [
    'ansible.builtin.file',
    'ansible.builtin.get_url',
    'ansible.builtin.copy',
    'ansible.builtin.rpm_key',
    'ansible.builtin.yum_repository',
  ],
  keywords: [],
  lift(task, _args, context) {
    const all = [task, ...context.next.slice(0, 3)];
    const source = all.find(
      ({ module, args }) =>
        module === 'ansible.builtin.yum_repository' ||
        (typeof args.dest === 'string' && /^\/etc\/apt\/sources\.list\.d\/[^/]+\.sources$/.test(args.dest)),
    );
    if (source === undefined) return null;
    const before = all.slice(0, all.indexOf(source));
    const given = source.module.endsWith('.copy') ? ofApt(source, before) : ofDnf(source, before);
    if (given === null) return null;
    const { label, key, ...rest } = given;
    const brought = before.find(
      ({ args }) => args.dest === key || `file://${String(args.dest as string)}` === key,
    );
    const { src, url, checksum } = brought?.args ?? {};
    const of: Said | null | undefined =
      typeof src === 'string' && src.startsWith(`${TREE}/`)
        ? fileOf(src, context.file)
        : url !== undefined
          ? said(url)
          : key === undefined
            ? undefined
            : said(key.startsWith('/') ? `file://${key}` : key);
    return whole('repository', label, { ...rest, key: of, key_checksum: said(checksum) }, task, context);
  },
});

type Found = { label: string; key: string | undefined } & Record<string, Said | null | undefined | string>;

function ofApt({ args: { content, dest } }: FlatTask, before: readonly FlatTask[]) {
  const fields = new Map(
    String(content as string)
      .split('\n')
      .flatMap((line) => {
        const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, value!] as const];
      }),
  );
  const [key, ...fingerprints] = fields.get('Signed-By')?.split(' ') ?? [];
  const pinned = before.find(({ args }) => String(args.dest as string).startsWith('/etc/apt/preferences.d/'));
  const priority = /^Pin-Priority: (-?\d+)$/m.exec(String(pinned?.args.content as string))?.[1];
  const components = fields.get('Components');
  const url = fields.get('URIs');
  const suite = fields.get('Suites');
  if (url === undefined || suite === undefined) return null;
  return {
    label: String(dest as string).replace(/^.*\/(.*)\.sources$/, '$1'),
    key,
    url: said(url),
    suite: said(suite),
    components: components === undefined || components === 'main' ? undefined : said(components.split(' ')),
    key_fingerprints: fingerprints.length === 0 ? undefined : said(fingerprints),
    priority: priority === undefined ? undefined : said(Number(priority)),
    enabled: fields.get('Enabled') === 'no' ? said(false) : undefined,
  } satisfies Found;
}

function ofDnf({ args }: FlatTask, before: readonly FlatTask[]) {
  const { name, baseurl, gpgkey, enabled, priority, module_hotfixes: hotfixes } = args;
  const fingerprint = before.find(({ module }) => module.endsWith('.rpm_key'))?.args.fingerprint;
  if (typeof name !== 'string' || typeof baseurl !== 'string') return null;
  return {
    label: name,
    key: typeof gpgkey === 'string' ? gpgkey : undefined,
    key_fingerprints: typeof fingerprint === 'string' ? said([fingerprint]) : undefined,
    url: said(baseurl),
    enabled: enabled === false ? said(false) : undefined,
    priority: priority === undefined ? undefined : said(Number(priority as number)),
    module_hotfixes: hotfixes === true ? said(true) : undefined,
  } satisfies Found;
}
