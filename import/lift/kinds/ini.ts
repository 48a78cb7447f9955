import { Template } from '../../model/data.ts';
import type { Data } from '../../model/data.ts';
import { markOf } from '../deployment.ts';
import { lifter } from '../lifter.ts';
import type { LiftContext } from '../lifter.ts';
import { said } from '../say.ts';
import { whole } from '../whole.ts';

export default lifter({
  kind: 'ini',
  whole: true,
  modules: ['ansible.builtin.lineinfile'],
  keywords: [],
  lift(task, args, context) {
    const path = args.text('path');
    const [, section] = /^\[([^[\]\n]+)\]$/.exec(args.text('line') ?? '') ?? [];
    const values: Record<string, Data> = {};
    for (let i = 1; i < context.next.length; i += 2) {
      const next = context.next[i]!;
      if (next.module !== 'ansible.builtin.replace' || next.args.path !== path) break;
      const { replace } = next.args;
      const text = replace instanceof Template ? replace.text : String(replace as string);
      const [, key, value] = /^\\g<1>(.+?) =(?: (.*))?$/s.exec(text) ?? [];
      if (key === undefined) break;
      values[plain(key)] =
        replace instanceof Template
          ? templateIn(next.keywords.vars, text, context)
          : typed(plain(value ?? ''));
    }
    if (section === undefined || Object.keys(values).length === 0) return null;
    return whole('ini', path, { section: said(section), values: said(values) }, task, context);
  },
});

const plain = (text: string) => text.replace(/\\\\/g, '\\');

const typed = (text: string): Data =>
  /^(0|[1-9]\d{0,14})$/.test(text)
    ? Number(text)
    : text === 'true' || text === 'false'
      ? text === 'true'
      : text;

/** What a value of a template is held in. */
function templateIn(vars: Data | undefined, text: string, { params }: LiftContext): Data {
  const param = params.get(/\{\{ (\w+) \| replace\(/.exec(text)?.[1] ?? '');
  return param === undefined
    ? (Object.values((vars ?? {}) as Record<string, Data>)[0] ?? null)
    : markOf(param);
}
