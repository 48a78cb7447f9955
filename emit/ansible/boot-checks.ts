import { bool, jinja, map, string } from '../../compiler/model/value.ts';
import type { MapValue, Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import type { Condition } from '../merge/conditions.ts';
import type { MergedTask } from '../merge/merged.ts';
import { nameValue, taskValue, whenValue } from './playbook.ts';
import { looksLikeTemplate } from '../text/yaml-text.ts';

/** What the variables are called that keep the result of each point. */
const prefix = 'point_';

/** Who asks for the points of a group, as it stands above them. */
export function askedBy(from: string, role: string): string {
  switch (from) {
    case 'rules':
      return 'What the rules ask of every image:';
    case 'image':
      return 'What is expected of the image itself:';
    case 'variant':
      return 'What is expected of variants of the image:';
    default:
      return `What the role ${role} expects:`;
  }
}

/** Who asks, by what stands above a group of points; null if it says something else. */
export function askingIn(comment: string): { readonly from: string; readonly role: string | null } | null {
  for (const from of ['rules', 'image', 'variant'])
    if (comment === askedBy(from, '')) return { from, role: null };
  const [, role] = /^What the role (\w+) expects:$/.exec(comment) ?? [];
  return role === undefined ? null : { from: 'role', role };
}

/** Writes points as tasks: one that looks, and one that judges what was seen. */
export class Points {
  readonly #names = new Map<string, number>();

  tasks(point: MergedTask, condition: Condition): Value[] {
    const args = new Map(point.args.entries);
    args.delete('look');
    const keywords = new Map(point.keywords).set('register', string(this.#variable(point), point.origin));
    const judging = { ...point, args: { ...point.args, entries: args }, keywords };
    return [lookTask(point, condition), taskValue(judging, condition)];
  }

  /**
   * Where targets differ a point is several tasks. Each keeps its result under a name of its own: one that is passed
   * over would else wipe out what another one found.
   */
  #variable({ keywords }: MergedTask): string {
    const tags = keywords.get('tags');
    const id = tags?.type === 'string' ? tags.value : '';
    const count = (this.#names.get(id) ?? 0) + 1;
    this.#names.set(id, count);
    return `${prefix}${id.replaceAll('-', '_')}${count === 1 ? '' : `_${count}`}`;
  }
}

function lookTask(point: MergedTask, condition: Condition): MapValue {
  const { title, args, keywords, origin } = point;
  const look = args.entries.get('look')!;
  const direct = look.type !== 'string' || survives(look.value);
  const entries = new Map<string, Value>([
    ['name', lookTitle(title)],
    ['ansible.builtin.raw', direct ? look : jinja('{{ look }}', origin)],
    ['register', string('seen', origin)],
    ...(direct ? [] : [['vars', map({ look }, origin)] as const]),
    ['tags', keywords.get('tags')!],
    ['changed_when', bool(false, origin)],
    ['failed_when', bool(false, origin)],
  ]);
  const when = whenValue(condition, keywords.get('when'), origin);
  if (when !== null) entries.set('when', when);
  return { type: 'map', entries, origin };
}

/** `Curl is in PATH` becomes `See whether curl is in PATH`. */
function lookTitle(title: Value): Value {
  if (title.type !== 'string' && title.type !== 'jinja') return title;
  const text = title.value.replace(/^\p{Lu}(?=\p{Ll}|\s)/u, (letter) => letter.toLowerCase());
  return nameValue({ ...title, value: `See whether ${text}` });
}

/** Whether Ansible leaves a command line alone that stands behind `raw:`, where it looks for templates and options. */
function survives(line: string): boolean {
  const bare = line.replace(/'[^']*'|"[^"\\]*"/g, '');
  return (
    !looksLikeTemplate(line) &&
    !/['"\\]/.test(bare) &&
    !/\b(creates|removes|chdir|executable|stdin\w*)=/.test(line)
  );
}

/** The last task: fails when a point does not hold, and names all that do not. */
export function summary(origin: Span): MapValue {
  const results = `query('ansible.builtin.varnames', '^${prefix}') | sort`;
  const report = [
    `{% for name in ${results} if lookup('ansible.builtin.vars', name) is failed %}`,
    `{{ name | replace('${prefix}', '') | replace('_', '-') }}: {{ lookup('ansible.builtin.vars', name).msg }}`,
    '{% endfor %}',
  ];
  return map(
    {
      name: string('Every point holds', origin),
      'ansible.builtin.assert': map(
        {
          that: string(`failures | default('', true) | trim == ''`, origin),
          fail_msg: jinja('{{ failures | trim }}', origin),
          quiet: bool(true, origin),
        },
        origin,
      ),
      vars: map({ failures: jinja(`${report.join('\n')}\n`, origin) }, origin),
      ignore_errors: bool(false, origin),
      tags: string('always', origin),
    },
    origin,
  );
}
