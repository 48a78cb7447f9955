import { area } from '../area.ts';

/** Roles and collections from outside: hand-written, or of Ansible Galaxy. */
export default area('VK09', 'foreign', 'Roles, collections and libraries that come from outside.', {
  VK0901: {
    severity: 'error',
    message: '`{name}` is a role from outside, which holds nothing but params.',
    help: 'Move this to a role of its own, and `use` both.',
    why: 'A role with `from`, `galaxy` or `git` is taken as it is: its tasks are in its own files. Params become its variables.',
    wrong:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n  «package jq»\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n  package jq\n}\n',
  },
  VK0902: {
    severity: 'error',
    message: '`{name}` says twice where it is: `from`, `galaxy` and `git` exclude each other.',
    help: 'Keep the one that says where the role is.',
    why: 'A role is in a folder of the project, in Ansible Galaxy, or in a Git repository.',
    wrong:
      'role nginx {\n  from    = path("roles/nginx")\n  «galaxy»  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
  },
  VK0903: {
    severity: 'error',
    message: 'The role `{name}` has no version.',
    help: 'Add the version that is wanted: `version = "3.2.0"`.',
    why: 'Without a version each build would install whatever is newest that day. The version goes to `requirements.yml`.',
    wrong:
      'role nginx {\n  «galaxy» = "geerlingguy.nginx"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
  },
  VK0904: {
    severity: 'error',
    message: '`{attribute}` is for roles from outside only.',
    help: '{remedy}',
    why: 'A role of the language is what it is written as: it has no version of its own, and its `start { }` says what runs at deployment.',
    wrong:
      'role web {\n  «version» = "1.2"\n  package nginx\n}\n\nimage a {\n  os = [debian12]\n  use web\n}\n',
    right:
      'role web {\n  param release: version = "1.2"\n  package nginx { version = release }\n}\n\nimage a {\n  os = [debian12]\n  use web\n}\n',
  },
  VK0905: {
    severity: 'error',
    message: '{what} is named `{rule}`, and not `{name}`.',
    help: 'Write it as it stands on its page in Ansible Galaxy.',
    why: 'Names in Ansible Galaxy have a namespace and a name, of small letters, digits and `_`, with a dot between them.',
    wrong:
      'role nginx {\n  galaxy  = «"nginx"»\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
  },
  VK0906: {
    severity: 'error',
    message: 'No task list is in `{path}`: `tasks/main.yml` is missing.',
    help: 'Give the folder of one role, which has `tasks/main.yml` in it.',
    why: 'An Ansible role begins with `tasks/main.yml`. A folder of several roles, or of a playbook, is not a role.',
    wrong: 'role old {\n  from = «path("roles")»\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
    right: 'role old {\n  from = path("roles/old")\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
  },
  VK0907: {
    severity: 'error',
    message: 'The role in `{path}` depends on the role `{name}`, which is not there.',
    help: 'Put `{name}` beside it, or declare it with `galaxy = "{name}"` and use it.',
    why: 'Roles named under `dependencies` in `meta/main.yml` run before the role. They are taken from the folder beside it, or installed from Ansible Galaxy.',
    wrong:
      'role lonely {\n  from = «path("roles/lonely")»\n}\n\nimage a {\n  os = [debian12]\n  use lonely\n}\n',
    right: 'role old {\n  from = path("roles/old")\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
  },
  VK0908: {
    severity: 'error',
    message: '`{path}` cannot be read as YAML: {reason}.',
    help: 'Mend the file; `ansible-lint` shows what is wrong with it.',
    why: 'The dependencies of a hand-written role are read from its `meta/main.yml`.',
    wrong:
      'role garbled {\n  from = «path("roles/garbled")»\n}\n\nimage a {\n  os = [debian12]\n  use garbled\n}\n',
    right: 'role old {\n  from = path("roles/old")\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
  },
  VK0909: {
    severity: 'error',
    message: '`{module}` is a module of the collection `{collection}`, which this image does not declare.',
    help: 'Add `collection "{collection}" { version = "…" }` to the role or the image.',
    why: 'ansible-core comes with `ansible.builtin` alone. Any other collection has to be installed before the build, in a version that is known: it goes to `requirements.yml`.',
    wrong:
      'image a {\n  os = [debian12]\n  task "Start the container" {\n    module = «"community.docker.docker_container"»\n    args   = { name = "web", image = "nginx" }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  collection "community.docker" { version = "3.4.0" }\n  task "Start the container" {\n    module = "community.docker.docker_container"\n    args   = { name = "web", image = "nginx" }\n  }\n}\n',
  },
  VK0910: {
    severity: 'error',
    message: '`{name}` is asked for in two versions, {version} and {other}.',
    help: 'Write the same version in both places.',
    why: 'One version is installed for the whole playbook.',
    wrong:
      'image a {\n  os = [debian12]\n  use b\n  collection «"community.docker"» { version = "3.4.0" }\n}\n\nrole b {\n  collection "community.docker" { version = "4.0.0" }\n  package jq\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  collection "community.docker" { version = "4.0.0" }\n  package jq\n}\n',
  },
  VK0911: {
    severity: 'error',
    message: 'There is no module `{module}` in ansible-core.',
    help: 'Look its full name up with `ansible-doc -l`; modules of other collections have the name of the collection in front.',
    why: 'A name that Ansible does not know ends the build at this task, after everything before it has run.',
    wrong:
      'image a {\n  os = [debian12]\n  task "Set a line" {\n    module = «"ansible.builtin.line_in_file"»\n    args   = { path = "/etc/motd", line = "hello" }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  task "Set a line" {\n    module = "ansible.builtin.lineinfile"\n    args   = { path = "/etc/motd", line = "hello" }\n  }\n}\n',
  },
  VK0912: {
    severity: 'error',
    message: '`{name}` is given at deployment, but the role runs in the image build.',
    help: 'Give the param a default, or let the role run at deployment: `phase = start`.',
    why: 'A role from outside gets its variables when it runs. What is given at deployment is not known in the build.',
    wrong:
      'role old {\n  from = path("roles/old")\n  «param mail: string = runtime»\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
    right:
      'role old {\n  from  = path("roles/old")\n  phase = start\n  param mail: string = runtime\n}\n\nimage a {\n  os = [debian12]\n  use old\n}\n',
  },
  VK0913: {
    severity: 'error',
    message: 'A role of Ansible Galaxy runs in the image build only.',
    help: 'Leave `phase` out, or take the role into the project with `from`.',
    why: 'What runs at deployment is in the image, under /opt/playbooks; roles of Ansible Galaxy are installed on the machine that builds.',
    wrong:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n  phase   = «start»\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
  },
  VK0914: {
    severity: 'error',
    message: '`{path}` names no file of a library.',
    help: 'Write the name of the library and of the file in it: `"lib:acme/roles"` is the file roles.vkimage of `acme`.',
    why: 'A library is an npm package or a folder; what is imported is one of its .vkimage files. Without a file it is index.vkimage.',
    wrong: 'import «"lib:"»\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right: 'import "lib:acme/roles"\n\nimage a {\n  os = [debian12]\n  use acme_web\n}\n',
  },
  VK0915: {
    severity: 'error',
    message: 'There is no library `{library}`.',
    help: 'Install it with `npm install {library}`, or say in vkc.yaml which folder it is: `libraries: \u007b {library}: path/to/folder \u007d`.',
    why: 'Libraries are looked for under `libraries` in the project’s vkc.yaml, then in node_modules of the project and of the folders above.',
    wrong: 'import «"lib:acmee/roles"»\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right: 'import "lib:acme/roles"\n\nimage a {\n  os = [debian12]\n  use acme_web\n}\n',
  },
  VK0916: {
    severity: 'error',
    message: '`{version}` is not one version of a role: another day it means another release.',
    help: 'Write the release that you tried: `version = "3.2.0"`. The page of the role in Ansible Galaxy lists its releases.',
    why: 'The version goes to `requirements.yml` as it is. A branch, `latest` or a range would install something else from build to build.',
    wrong:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = «"latest"»\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
    right:
      'role nginx {\n  galaxy  = "geerlingguy.nginx"\n  version = "3.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use nginx\n}\n',
  },
  VK0917: {
    severity: 'warning',
    message: '`{version}` may be a branch: it is something else after each push.',
    help: 'Write a tag, `v1.2.0`, or the whole commit, which `git ls-remote ADDRESS {version}` prints.',
    why: 'The version goes to `requirements.yml` as it is. Only a tag or a commit gives the same role in each build.',
    wrong:
      'role base {\n  git     = "https://git.example.org/roles/base.git"\n  version = «"main"»\n}\n\nimage a {\n  os = [debian12]\n  use base\n}\n',
    right:
      'role base {\n  git     = "https://git.example.org/roles/base.git"\n  version = "v1.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use base\n}\n',
  },
  VK0918: {
    severity: 'error',
    message: 'This is not the address of a Git repository that can stand in the tree.',
    help: '{rule}',
    why: 'Everybody who has the tree can read `requirements.yml`. Git takes passwords from its own store or from ssh.',
    wrong:
      'role base {\n  git     = «"https://me:secret@git.example.org/roles/base.git"»\n  version = "v1.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use base\n}\n',
    right:
      'role base {\n  git     = "https://git.example.org/roles/base.git"\n  version = "v1.2.0"\n}\n\nimage a {\n  os = [debian12]\n  use base\n}\n',
  },
});
