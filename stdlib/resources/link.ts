import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import type { Need } from '../../compiler/sdk/effects.ts';
import type { StringValue } from '../../compiler/model/value.ts';
import { file, folder, folderOf, inFolder } from '../shared/effects.ts';
import { pathLabel } from '../shared/validators.ts';
import { textIn } from '../shared/contents.ts';
import { joinInLoop } from '../shared/loops.ts';
import { no, word } from '../shared/tasks.ts';

export default resourceKind({
  name: 'link',
  doc: 'A symbolic link on the machine. It takes the place of another link; of a file only with `force`, and of a folder never: that goes with `absent` first. Neighbours with the same attributes are one task.',
  label: { what: 'the path of the link', check: pathLabel },
  schema: z.object({
    target: required(
      t.string('Where it leads; relative to the folder of the link unless it begins with `/`.'),
    ),
    force: t.bool('Whether it may take the place of a file, and lead to what is not there yet.', 'false'),
  }),
  example: `directory "/opt/app/1.0"

link "/opt/app/current" {
  target = "/opt/app/1.0"
  force  = true
}`,
  lower({ label, attributes, title }) {
    return {
      tasks: [
        {
          title: title ?? `Link ${label.value}`,
          module: 'ansible.builtin.file',
          args: {
            src: attributes.target,
            dest: label,
            state: word('link'),
            ...(attributes.force?.value && { force: attributes.force, follow: no }),
          },
        },
      ],
    };
  },
  join: (a, b) => joinInLoop(a, b, 'Link', ['src', 'dest']),
  contents: ({ label, attributes }) => ({
    links: [{ path: label, target: textIn(attributes.target)! }],
  }),
  effects: ({ label, attributes: { target, force } }) => ({
    needs: [
      inFolder(label),
      ...(target?.type === 'string' && force?.value !== true ? [targetOf(label, target)] : []),
    ],
    makes: [file(label), folder(label)],
    // Whatever is in the folder to which it leads.
    fills: [label],
  }),
});

/** What a link leads to: from its own folder on if it says so. */
function targetOf(link: string, { value, origin }: StringValue): Need {
  const names: string[] = [];
  for (const name of (value.startsWith('/') ? value : `${folderOf(link)}/${value}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return { what: 'path', name: `/${names.join('/')}`, span: origin };
}
