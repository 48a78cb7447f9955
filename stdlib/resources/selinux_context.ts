import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { required, t } from '../../compiler/model/schema.ts';
import { selinuxContents, selinuxTasks, semanage } from '../shared/selinux.ts';

export default resourceKind({
  name: 'selinux_context',
  doc: 'The type that files have under SELinux, by a pattern of their paths. What is there already gets it at once, so write it after the files. Where SELinux is not in use, nothing is done.',
  label: {
    what: 'a path, or a regular expression of paths, in quotes',
    check: (path) =>
      !path.startsWith('/')
        ? 'A path on the machine begins with `/`.'
        : /^[\w./@:+()[\]*?|\\^,-]+$/.test(path)
          ? null
          : 'The pattern has a character that no path on the machine has: write it without spaces, quotes and `$`.',
  },
  schema: z.object({ type: required(t.text('Type of the files: `httpd_sys_content_t`.')) }).check(
    z.refine(({ type }) => /^\w+_t$/.test(type.value), {
      path: ['type'],
      message: 'A type of SELinux ends with `_t`: `httpd_sys_content_t`.',
    }),
  ),
  example: `selinux_context "/srv/www(/.*)?" { type = "httpd_sys_content_t" }`,
  insteadOf: {
    modules: ['sefcontext'],
    remedy: 'Write `selinux_context "/srv/www(/.*)?" { type = "httpd_sys_content_t" }`.',
  },
  writes: (path) => [path],
  lower({ label, attributes, title, origin }, { packageManager, variable }) {
    const { type } = attributes;
    const pattern = label.value;
    return {
      tasks: [
        ...semanage(packageManager),
        ...selinuxTasks({
          look: {
            title: `Look at the type of ${pattern}`,
            cmd: `semanage fcontext --list --locallist --noheading | grep -F '${pattern} ' | grep -q ':${type.value}:'`,
          },
          set: {
            title: title ?? `Give ${pattern} the type ${type.value}`,
            cmd: command(pattern, type.value),
          },
          register: variable(`selinux_${pattern}`),
          origin: label.origin ?? origin,
        }),
      ],
    };
  },
  contents: ({ label, attributes: { type } }) => selinuxContents(command(label, type.value)),
});

/** What is known already is not added but changed. The files get their type from the folder on that no pattern is in. */
const command = (pattern: string, type: string) =>
  [
    `{ semanage fcontext --add --type ${type} '${pattern}' || semanage fcontext --modify --type ${type} '${pattern}'; } &&`,
    `restorecon -R -i '${pattern.replace(/[([\\*?|^].*/, '').replace(/(?<=.)\/$/, '')}'`,
  ].join('\n');
