import { expect, it } from 'vitest';
import { conditionText } from '../../../emit/merge/conditions.ts';
import { mergeImage } from '../../../emit/merge/merge.ts';
import { compileText, noRules } from '../../support/compile.ts';

/** The tasks of the role `r` on two systems and two variants, as `title` or `title if condition`. */
function tasks(members: string): string[] {
  const text = `image a {\n  os = [debian12, almalinux9]\n  variant large {}\n  use r\n}\n\nrole r {\n${members}}\n`;
  const { images, diagnostics } = compileText(text, { rules: noRules });
  expect(diagnostics).toEqual([]);
  const role = mergeImage(images[0]!).provision.roles.find(({ name }) => name === 'r')!;
  return role.tasks.map(({ title, condition }) => {
    const text = (title as { value: string }).value;
    return condition.length === 0 ? text : `${text} if ${condition.map(conditionText).join(' and ')}`;
  });
}

it('merges a command that one system has others before', () => {
  expect(
    tasks(`
      when os.family == debian {
        command "find /var/a -delete" { changes = on_output }
        command "find /var/b -delete" { changes = on_output }
      }
      command "find /var/c -delete" { changes = on_output }
      command "find /var/d -delete" { unless = "test -e /var/d" }
    `),
  ).toEqual([
    "Run find /var/a -delete if os_family == 'Debian'",
    "Run find /var/b -delete if os_family == 'Debian'",
    'Run find /var/c -delete',
    'See whether it is done: run find /var/d -delete',
    'Run find /var/d -delete',
  ]);
});

it('merges a command that names the release', () => {
  expect(tasks('command "tool --release ${os.release}" { changes = on_output }\n')).toEqual([
    'Run tool --release {{ os_release }}',
  ]);
});

it('has one task for a file in which variants differ by a value', () => {
  expect(
    tasks(`
      file "/etc/r.conf" {
        content = """
          a = 1
          size = \${variant == "large" ? 4 : 2}G
          end = yes
          """
      }
    `),
  ).toEqual(['Write /etc/r.conf']);
});

it('has one task for neighbours, and one reload for units', () => {
  expect(
    tasks(`
      directory "/srv/a"
      directory "/srv/b"
      link "/srv/c" { target = "/srv/a" }
      link "/srv/d" { target = "/srv/b" }
      unit "a.slice" { content = "[Slice]\\n" }
      unit "b.slice" { content = "[Slice]\\n" }
    `),
  ).toEqual([
    'Create /srv/a and /srv/b',
    'Link /srv/c and /srv/d',
    'Write the unit a.slice',
    'Write the unit b.slice',
    'Read the units anew',
  ]);
});
