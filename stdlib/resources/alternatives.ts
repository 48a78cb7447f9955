import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import type { TaskDraft } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { list, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import { file, inFolder } from '../shared/effects.ts';
import { absolute, nameLabel, needs } from '../shared/validators.ts';
import { no, word, yes } from '../shared/tasks.ts';

export default resourceKind({
  name: 'alternatives',
  doc: 'Which of several programs a name stands for, as `update-alternatives` has it: `java`, `editor`, `python3`.',
  label: { what: 'the name of the group of alternatives', check: nameLabel('alternatives', /^[\w.+-]+$/) },
  schema: z
    .object({
      path: required(t.text('The program that is chosen.')),
      link: t.text('The link that leads to it. With it, the program is made known first.', 'as it is'),
      priority: t.int('What is chosen where nobody chose: the largest.', '50'),
    })
    .check(
      absolute('path'),
      absolute('link'),
      needs('priority', 'link', 'A `priority` is for what is made known with a `link`.'),
    ),
  example: `alternatives js {
  path     = "/usr/bin/node"
  link     = "/usr/local/bin/js"
  priority = 200
}

alternatives editor { path = "/usr/bin/vim.basic" }`,
  insteadOf: { modules: ['alternatives'], remedy: 'Write `alternatives NAME { path = "/usr/…" }`.' },
  writes: (name) => [`/etc/alternatives/${name}`],
  lower({ label, attributes, title, origin }, { variable }) {
    const { path, link, priority } = attributes;
    const at = label.origin ?? origin;
    const name = label.value;
    const register = variable(`alternatives_${name}`);
    const run = (heading: string, words: readonly Value[]): TaskDraft => ({
      title: heading,
      module: 'ansible.builtin.command',
      args: { argv: list([word('update-alternatives'), ...words], at) },
      keywords: {
        changed_when: yes,
        when: list([string(`${register}.stat.lnk_target | default('') != '${path.value}'`, at)], at),
      },
    });
    const tasks: TaskDraft[] = [
      {
        title: `Look at what ${name} stands for`,
        module: 'ansible.builtin.stat',
        args: { path: string(`/etc/alternatives/${name}`, at), get_checksum: no, get_mime: no },
        keywords: { register: word(register) },
      },
    ];
    if (link !== undefined)
      tasks.push(
        run(`Make ${path.value} known as ${name}`, [
          word('--install'),
          link,
          label,
          path,
          string(String(priority?.value ?? 50), priority?.origin ?? at),
        ]),
      );
    tasks.push(run(title ?? `Let ${name} stand for ${path.value}`, [word('--set'), label, path]));
    return { tasks };
  },
  contents: ({ label, attributes: { path, link } }) => ({
    links: [
      { path: `/etc/alternatives/${label}`, target: path.value },
      ...(link === undefined ? [] : [{ path: link.value, target: `/etc/alternatives/${label}` }]),
    ],
  }),
  effects: ({ attributes: { path, link } }) => ({
    needs: [
      { what: 'path', name: path.value, span: path.origin },
      ...(link === undefined ? [] : [inFolder(link.value)]),
    ],
    makes: link === undefined ? [] : [file(link.value)],
  }),
});
