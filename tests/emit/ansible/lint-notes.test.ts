import { expect, test } from 'vitest';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileText, noRules } from '../../support/compile.ts';

/** The rules that ansible-lint is told not to report of a task. */
function notes(module: string, args: string): string[] {
  const task = `task "Do it" {\n    module = "${module}"\n    args = { ${args} }\n  }`;
  const collection = module.startsWith('community.')
    ? 'collection "community.general" { version = "8.6.0" }\n  '
    : '';
  const text = `image a {\n  os = [debian12]\n  ${collection}${task}\n}\n`;
  const result = compileText(text, { rules: noRules });
  expect(brief(result)).toEqual([]);
  const files = renderImage(result.images[0]!, packerAnsible, result);
  const tasks = String(files.find(({ path }) => path.endsWith('/a/tasks/main.yml'))!.content);
  return [...tasks.matchAll(/# noqa: (\S+)/g)].map(([, rule]) => rule!);
}

test.each([
  ['ansible.builtin.apt', 'name = "jq", state = "latest"', ['package-latest']],
  ['ansible.builtin.dnf', 'name = "*", state = "latest"', ['package-latest']],
  ['ansible.builtin.pip', 'name = "tool", state = "latest"', ['package-latest']],
  ['community.general.zypper', 'name = "*", state = "latest"', ['package-latest']],
  ['ansible.builtin.apt', 'name = "jq", state = "latest", only_upgrade = true', ['package-latest']],
  ['ansible.builtin.dnf', 'name = "*", state = "latest", update_only = true', []],
  ['ansible.builtin.apt', 'name = "jq", state = "present"', []],
  ['ansible.builtin.git', 'repo = "https://example.org/r.git", dest = "/srv/r"', ['latest']],
  [
    'ansible.builtin.git',
    'repo = "https://example.org/r.git", dest = "/srv/r", version = "HEAD"',
    ['latest'],
  ],
  ['ansible.builtin.git', 'repo = "https://example.org/r.git", dest = "/srv/r", version = "v1"', []],
])('%s with %s', (module, args, expected) => {
  expect(notes(module, args)).toEqual(expected);
});
