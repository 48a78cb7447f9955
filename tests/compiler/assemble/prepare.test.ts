import { expect, test } from 'vitest';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileFiles } from '../../support/compile.ts';

const rendered = (files: Readonly<Record<string, string>>) => {
  const result = compileFiles(files);
  expect(brief(result)).toEqual([]);
  const tree = renderImage(result.images[0]!, packerAnsible, result);
  return (path: string) => tree.find((file) => file.path === path)?.content as string | undefined;
};
const roles = (playbook: string | undefined) =>
  [...(playbook ?? '').matchAll(/^ {8}name: (\w+)$/gm)].map(([, name]) => name);

test('what is prepared comes before everything else, in the order of the uses', () => {
  const file = rendered({
    'main.vkimage': `image app {
  os = [debian12, almalinux9]
  title = "App"
  version = "1.0"
  description = "An application."
  use mirror
  prepare { line "/etc/hosts" { line = "10.0.0.1 mirror" } }
  package jq
  variant large { prepare { file "/etc/large" { content = "x" } } }
}

# Take packages from the mirror.
role mirror {
  param host: string = "mirror.example.org"
  prepare {
    when os.family == debian { file "/etc/apt/apt.conf.d/90proxy" { content = "\${host}" } }
    else { line "/etc/dnf/dnf.conf" { line = "proxy=http://\${host}" } }
  }
  package vim
}
`,
  });
  expect(roles(file('playbook/provision.yml'))).toEqual([
    'variables',
    'vm_init_prepare',
    'mirror_prepare',
    'app_prepare',
    'vm_init',
    'mirror',
    'app',
    'cleanup',
  ]);
  expect(file('playbook/provision_roles/mirror_prepare/tasks/main.yml')).toContain('proxy=http://mirror');
  expect(file('playbook/provision_roles/app_prepare/tasks/main.yml')).toContain("when: variant == 'large'");
});

test('a role is not prepared by using another one', () => {
  const result = compileFiles({
    'main.vkimage': 'image a {\n  os = [debian12]\n  prepare {\n    use docker\n  }\n  package jq\n}\n',
  });
  expect(brief(result)).toEqual(['VK0220 at "use docker"']);
});

test('the environment of the build is that of its playbook, and of no other', () => {
  const file = rendered({
    'main.vkimage': `image app {
  os = [debian12]
  build { environment { https_proxy = "http://proxy.example.org:3128" } }
  package jq
  use redis
}
`,
  });
  expect(file('playbook/provision.yml')).toContain(
    '  environment:\n    https_proxy: http://proxy.example.org:3128\n',
  );
  expect(file('playbook/start.yml')).not.toContain('https_proxy');
});

test('facts are gathered before the first role from outside, and only for those', () => {
  const image = (body: string) =>
    rendered({
      'main.vkimage': `image app {\n  os = [debian12]\n  use first\n  use legacy\n  use other\n}\n\nrole first { package jq }\n\nrole other { package vim }\n\nrole legacy { ${body} }\n`,
      'roles/legacy/tasks/main.yml': '[]\n',
    })('playbook/provision.yml')!;
  expect(image('package tree')).not.toContain('setup');
  const text = image('from = path("roles/legacy")');
  expect(text.match(/ansible\.builtin\.setup/g)).toHaveLength(1);
  expect(text.indexOf('ansible.builtin.setup')).toBeGreaterThan(text.indexOf('name: first'));
  expect(text.indexOf('ansible.builtin.setup')).toBeLessThan(text.indexOf('name: legacy'));
});
