import { area } from '../area.ts';

/** What is written right, but cannot be. */
export default area('VK04', 'values', 'Values of the right kind that cannot be.', {
  VK0401: {
    severity: 'error',
    message: '{where} needs `{name}`.',
    help: 'Write `{name} = …`. {doc}',
    why: 'Without it nothing sensible could be built.',
    wrong:
      'image a {\n  os = [debian12]\n  «download "/opt/a"» { checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url      = "https://example.org/a"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
  },
  VK0402: {
    severity: 'error',
    message: 'This has to be known when compiling, but {what} is known only on the machine.',
    help: 'Use a plain string, a param or a let here; decide on the machine with `condition = jinja"…"`.',
    why: 'Labels, names, `when`, `match` and `for` are decided by the compiler.',
    wrong: 'image a {\n  os = [debian12]\n  package «"${jinja"{{ name }}"}"»\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = jinja"{{ inventory_hostname }}" }\n}\n',
  },
  VK0403: {
    severity: 'error',
    message: '{message}',
    why: 'The attributes of a resource have to make sense together.',
    wrong: 'image a {\n  os = [debian12]\n  «file "/etc/a"» { mode = 0644 }\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" {\n    content = "x"\n    mode    = 0644\n  }\n}\n',
  },
  VK0404: {
    severity: 'error',
    message: 'The list has {length}, so there is no item {index}.',
    help: 'Items are counted from 0.',
    why: 'An item that is not there would leave a hole in the image.',
    wrong: 'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = names[«2»]\n  package jq\n}\n',
    right: 'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = names[1]\n  package jq\n}\n',
  },
  VK0405: {
    severity: 'error',
    message: '{what} has no key `{key}`.',
    help: 'It has: {known}.',
    why: 'A value that is not there would leave a hole in the image.',
    wrong:
      'let ports = { http = "80" }\n\nimage a {\n  os = [debian12]\n  title = ports.«https»\n  package jq\n}\n',
    right:
      'let ports = { http = "80" }\n\nimage a {\n  os = [debian12]\n  title = ports.http\n  package jq\n}\n',
  },
  VK0406: {
    severity: 'error',
    message: '`{name}` cannot be the name of {what}.',
    help: '{rule}',
    why: 'Names become names of folders, files, Ansible roles and images in the cloud, which take only these characters.',
    wrong: 'image «Xaas_nginx» {\n  os = [debian12]\n  package jq\n}\n',
    right: 'image xaas-nginx {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0407: {
    severity: 'error',
    message: '`{name}` is given at deployment, so it cannot be used in the image build.',
    help: 'Use it in `start { … }` or in a template, or give the param a default.',
    why: 'The value of a param with the default `runtime` is not known before somebody deploys the image.',
    wrong:
      'role a {\n  param email: string = runtime\n  line "/etc/aliases" { line = «email» }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
    right:
      'role a {\n  param email: string = runtime\n  start {\n    line "/etc/aliases" { line = email }\n  }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
  },
  VK0408: {
    severity: 'error',
    message: '{what} must be {rule}.',
    why: 'The platform or Packer refuses other values.',
    wrong: 'image a {\n  os = [debian12]\n  build { memory = «100M» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { memory = 2G }\n  package jq\n}\n',
  },
  VK0409: {
    severity: 'error',
    message: 'This is a secret, and {where} would write it into a file that everybody can read.',
    help: 'Pass it to a task that needs it, where it is read on the build machine and never logged.',
    why: 'No secret may stand in the tree or in the image.',
    wrong: 'image a {\n  os    = [debian12]\n  title = «env("TOKEN")»\n  package jq\n}\n',
    right:
      'image a {\n  os = [debian12]\n  shell "register" {\n    environment = { TOKEN = env("TOKEN") }\n    creates     = "/etc/registered"\n  }\n}\n',
  },
  VK0411: {
    severity: 'error',
    message: 'The value of this cannot be worked out, since it depends on itself.',
    help: 'Give it without referring to what it is part of.',
    why: 'A value that needs itself can never be known.',
    wrong: 'image a {\n  os = [debian12]\n  build { disk = «build».disk }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 20G }\n  package jq\n}\n',
  },
  VK0412: {
    severity: 'error',
    message: 'No resource of this role is called `{label}`, so its change restarts nothing.',
    help: 'Write the label of the resource whose change should restart `{service}`, exactly as it stands there.',
    why: 'A service is restarted when a resource of the same role changes. A label that names none would never restart it.',
    wrong:
      'image a {\n  os = [debian12]\n  file "/etc/a" { content = "x" }\n  service ssh {\n    state      = started\n    restart_on = [«"/srv/b"»]\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  file "/etc/a" { content = "x" }\n  service ssh {\n    state      = started\n    restart_on = ["/etc/a"]\n  }\n}\n',
  },
  VK0413: {
    severity: 'error',
    message: 'Ansible cannot decide this on the deployed machine as it is written.',
    help: 'Compare a param given at deployment directly: `enabled`, `!enabled`, `email != ""`, with `&&` and `||` between them.',
    why: 'A condition on a param given at deployment becomes a `when` of Ansible’s. It can be a param, its negation, comparisons of params with values, and these joined.',
    wrong:
      'role a {\n  param mail: string = runtime\n  start {\n    when «lower("x ${mail}")» == "x" { service cron { state = started } }\n  }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
    right:
      'role a {\n  param mail: string = runtime\n  start {\n    when mail != "" { service cron { state = started } }\n  }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
  },
  VK0414: {
    severity: 'error',
    message:
      'The roles `{role}` and `{other}` both have a param `{name}` given at deployment, and mean different things by it.',
    help: 'Give one of them another name, or both the same type and the same value in `runtime(…)`.',
    why: 'What is given at deployment is one set of variables for the whole playbook: `--extra-vars {name}=…` reaches every role. Roles may share a variable, with one type and one value to begin with.',
    wrong:
      'role a {\n  param mail: string = runtime("root")\n  start { line "/etc/a" { line = mail } }\n}\n\nrole b {\n  «param mail: string = runtime("admin")»\n  start { line "/etc/b" { line = mail } }\n}\n\nimage c {\n  os = [debian12]\n  use a\n  use b\n}\n',
    right:
      'role a {\n  param mail: string = runtime("root")\n  start { line "/etc/a" { line = mail } }\n}\n\nrole b {\n  param mail: string = runtime("root")\n  start { line "/etc/b" { line = mail } }\n}\n\nimage c {\n  os = [debian12]\n  use a\n  use b\n}\n',
  },
  VK0416: {
    severity: 'error',
    message: '{what} is one line, but there is a line break or an invisible sign in it.',
    help: 'Write it on one line. A text from a file ends with a line break; `trim(text("…"))` leaves it out.',
    why: 'In the file that it gets into, a second line would be something of its own: another field, another setting.',
    wrong:
      'image a {\n  os = [debian12]\n  repository tools {\n    url   = «"https://example.org/debian\\nTrusted: yes"»\n    suite = "stable"\n    key   = "https://example.org/key.asc"\n    key_checksum = "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76"\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  repository tools {\n    url   = "https://example.org/debian"\n    suite = "stable"\n    key   = "https://example.org/key.asc"\n    key_checksum = "sha256:0144068502a1eddd2a0280ede10ef607d1ec592ce819940991203941564e8e76"\n  }\n}\n',
  },
  VK0415: {
    severity: 'error',
    message: '`{name}` cannot be a property of the image: {reason}.',
    help: '{remedy}',
    why: 'What stands in `metadata` and in `publish { properties = … }` becomes properties of the image in the cloud, beside those that Glance and `vkc publish` keep.',
    wrong: 'image a {\n  os = [debian12]\n  metadata { «visibility» = "public" }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  publish { visibility = public }\n  package jq\n}\n',
  },
  VK0417: {
    severity: 'error',
    message: '`{name}` is not accepted: {message}',
    why: 'The param says what its values have to meet, so that a wrong one is found here and not on the machine.',
    wrong:
      'role a {\n  param port: int = 80 {\n    validate {\n      condition = port > 0\n      message   = "A port is at least 1."\n    }\n  }\n  directory "/srv/${port}"\n}\n\nimage b {\n  os = [debian12]\n  use a { port = «0» }\n}\n',
    right:
      'role a {\n  param port: int = 80 {\n    validate {\n      condition = port > 0\n      message   = "A port is at least 1."\n    }\n  }\n  directory "/srv/${port}"\n}\n\nimage b {\n  os = [debian12]\n  use a { port = 8080 }\n}\n',
  },
  VK0418: {
    severity: 'error',
    message: '{left} cannot be divided by zero.',
    help: 'Test it first: `n == 0 ? 0 : total / n`.',
    why: 'There is no such number.',
    wrong:
      'let parts = 0\n\nimage a {\n  os = [debian12]\n  build { disk = 10G / «parts» }\n  package jq\n}\n',
    right: 'let parts = 1\n\nimage a {\n  os = [debian12]\n  build { disk = 10G / parts }\n  package jq\n}\n',
  },
  VK0419: {
    severity: 'error',
    message: '`{calculation}` is {limits}, so it is no {what}.',
    help: 'Sizes lie between 0 and `1024T`, durations between 0 and `366d`.',
    why: 'There is no disk, no wait and no number of that kind.',
    wrong: 'image a {\n  os = [debian12]\n  build { disk = «2G - 10G» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 10G - 2G }\n  package jq\n}\n',
  },
  VK0420: {
    severity: 'error',
    message: '`user_data` is no cloud-config.',
    help: 'Write a map, or a file that begins with the line `#cloud-config` and goes on with a map in YAML.',
    why: 'The build has a cloud-config of its own, with the key that Packer logs in with. Only a map can be added to it.',
    wrong:
      'image a {\n  os = [debian12]\n  build { user_data = «file("folder/inner.txt")» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { user_data = { locale = "C.UTF-8" } }\n  package jq\n}\n',
  },
  VK0421: {
    severity: 'error',
    message: '`{key}` cannot stand in `user_data`: {reason}.',
    help: '{remedy}',
    why: 'The build relies on these settings of the machine, and would fail or wait in vain with others.',
    wrong:
      'image a {\n  os = [debian12]\n  build { user_data = { ssh_authorized_keys = «["ssh-ed25519 AAAA me"]» } }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { user_data = { locale = "C.UTF-8" } }\n  package jq\n}\n',
  },
  VK0422: {
    severity: 'error',
    message: '`{name}` is given at deployment, so nothing can be asked of its value when compiling.',
    help: 'Remove the block, or test the value in `start { }`: `command "test …"`.',
    why: 'A param with the default `runtime` has its value when somebody deploys the image. What is asked of it here would never be tested.',
    wrong:
      'role a {\n  param web_port: int = runtime(80) «{\n    validate {\n      condition = 1 < 2\n      message   = "Never."\n    }\n  }»\n  start {\n    directory "/srv/app"\n  }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
    right:
      'role a {\n  param port: int = 80 {\n    validate {\n      condition = port > 0\n      message   = "A port is at least 1."\n    }\n  }\n  directory "/srv/${port}"\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
  },
  VK0423: {
    severity: 'error',
    message: '{message}.',
    help: '{help}',
    why: 'Packer would stop before or during the build, or build from another image than the one that is meant.',
    wrong:
      'image a {\n  os = [debian12]\n  build {\n    builder = «openstack»\n    openstack { source_image_name = "Debian-12" }\n  }\n  package jq\n}\n',
    right:
      'image a {\n  os = [debian12]\n  build {\n    builder = openstack\n    openstack {\n      flavor            = "Basic-1-2-20"\n      source_image_name = "Debian-12"\n    }\n  }\n  package jq\n}\n',
  },
  VK0424: {
    severity: 'error',
    message: '`{name}` says nothing of an image that is built with {builder}: {reason}.',
    help: '{remedy}',
    why: 'It would have no effect. In an image that is built in several ways it may stand where every target gets it, as long as one of them takes it.',
    wrong:
      'image a {\n  os = [debian12]\n  build {\n    builder = openstack\n    memory  = «4G»\n    openstack {\n      flavor            = "Basic-1-2-20"\n      source_image_name = "Debian-12"\n    }\n  }\n  package jq\n}\n',
    right:
      'image a {\n  os = [debian12]\n  build { memory = 4G }\n  package jq\n\n  variant cloud {\n    build {\n      builder = openstack\n      openstack {\n        flavor            = "Basic-1-2-20"\n        source_image_name = "Debian-12"\n      }\n    }\n  }\n}\n',
  },
});
