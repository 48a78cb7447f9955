import { area } from '../area.ts';

/** What is declared, and what is referred to. */
export default area('VK02', 'names', 'What is declared, and what is referred to.', {
  VK0201: {
    severity: 'error',
    message: 'Nothing called `{name}` is declared here.',
    why: 'A bare name as a value refers to a param, a let, a loop variable, a system or a family, or is one of the values that the attribute lists. Text stands in quotes.',
    wrong: 'image a {\n  os = [debian12]\n  title = «titel»\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = "titel"\n  package jq\n}\n',
  },
  VK0202: {
    severity: 'error',
    message: 'There is no system called `{name}`.',
    help: 'Systems are: {known}. Another one can be declared with `os {name} { … }`.',
    why: 'An image is built for systems that the standard library or the project declares, since everything about a system is known when compiling.',
    wrong: 'image a {\n  os = [«ubuntu2405»]\n  package jq\n}\n',
    right: 'image a {\n  os = [ubuntu2404]\n  package jq\n}\n',
  },
  VK0203: {
    severity: 'error',
    message: 'There is no role called `{name}`.',
    help: 'Declare it with `role {name} { … }`, import the file that does, or use one of the standard library: {known}.',
    why: '`use` runs a role of the project or of the standard library.',
    wrong: 'image a {\n  os = [debian12]\n  use «dokcer»\n}\n',
    right: 'image a {\n  os = [debian12]\n  use docker\n}\n',
  },
  VK0204: {
    severity: 'error',
    message: '{where} has no attribute `{name}`.',
    help: 'It has: {known}.',
    why: 'Every attribute is checked, so that a misspelt one is not silently left out of the image.',
    wrong: 'image a {\n  os = [debian12]\n  service cron { «enable» = true }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { enabled = true }\n}\n',
  },
  VK0205: {
    severity: 'error',
    message: '`{name}` is no kind of resource or block that can stand in {where}.',
    help: 'Here can stand: {known}.',
    why: 'Resources and blocks are those that the language reference lists; a resource of another kind is written as `task` with its Ansible module.',
    wrong: 'image a {\n  os = [debian12]\n  «pakage» jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0206: {
    severity: 'error',
    message: 'There is no function called `{name}`.',
    help: 'Functions are: {known}.',
    why: 'Functions are those of the language; authors cannot declare more.',
    wrong: 'image a {\n  os = [debian12]\n  title = «uper»("a")\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = upper("a")\n  package jq\n}\n',
  },
  VK0207: {
    severity: 'error',
    message: 'There is no type called `{name}`.',
    help: 'Types are: {known}.',
    why: 'The type of a param says what its users can give.',
    wrong:
      'role a {\n  param size: «strnig» = "x"\n  file "/etc/a" { content = size }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
    right:
      'role a {\n  param size: string = "x"\n  file "/etc/a" { content = size }\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
  },
  VK0208: {
    severity: 'error',
    message: '`{name}` is declared twice.',
    help: 'Give one of them another name.',
    why: 'A name means one thing, wherever it is used.',
    wrong: 'let a = 1\nlet «a» = 2\n\nimage b {\n  os = [debian12]\n  package jq\n}\n',
    right:
      'let a = 1\nlet c = 2\n\nimage b {\n  os = [debian12]\n  file "/etc/b" { content = "${a} ${c}" }\n}\n',
  },
  VK0209: {
    severity: 'error',
    message: '`{name}` is given twice.',
    help: 'Keep one of them.',
    why: 'Of two values for one attribute only one could hold, and which is not said.',
    wrong: 'image a {\n  os = [debian12]\n  title = "A"\n  «title» = "B"\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = "B"\n  package jq\n}\n',
  },
  VK0210: {
    severity: 'error',
    message: 'A bare name as a label is text, but a {what} called `{name}` is in scope here.',
    help: 'Write "$\u007b{name}\u007d" for its value, or "{name}" for the text.',
    why: 'A reader could not tell whether the text or the value is meant.',
    wrong: 'let nginx = "nginx-light"\n\nimage a {\n  os = [debian12]\n  package «nginx»\n}\n',
    right: 'let nginx = "nginx-light"\n\nimage a {\n  os = [debian12]\n  package "${nginx}"\n}\n',
  },
  VK0211: {
    severity: 'error',
    message: '{object} has no field `{name}`.',
    help: 'It has: {known}.',
    why: 'The fields of `os`, `image` and `build` are fixed, and so are known to be there on every target.',
    wrong: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = os.«codname» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = os.codename }\n}\n',
  },
  VK0212: {
    severity: 'error',
    message: '`{name}` is {what}, not a role.',
    why: '`use` runs roles. Images and systems are not run.',
    wrong: 'image a {\n  os = [debian12]\n  use «b»\n}\n\nimage b {\n  os = [debian12]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  package jq\n}\n',
  },
  VK0213: {
    severity: 'error',
    message: 'The role `{role}` has no param `{name}`.',
    help: '{known}',
    why: 'The body of `use` gives values to the params of the role, nothing else.',
    wrong:
      'image a {\n  os = [debian12]\n  use b { «sise» = 1 }\n}\n\nrole b {\n  param size: int = 1\n  file "/etc/b" { content = "${size}" }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use b { size = 1 }\n}\n\nrole b {\n  param size: int = 1\n  file "/etc/b" { content = "${size}" }\n}\n',
  },
  VK0214: {
    severity: 'error',
    message: 'The role `{role}` needs a value for its param `{name}`.',
    help: 'Write `use {role} \u007b {name} = … \u007d`.',
    why: 'A param without a default has to be given by whoever uses the role.',
    wrong:
      'image a {\n  os = [debian12]\n  «use b»\n}\n\nrole b {\n  param size: int\n  file "/etc/b" { content = "${size}" }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use b { size = 1 }\n}\n\nrole b {\n  param size: int\n  file "/etc/b" { content = "${size}" }\n}\n',
  },
  VK0215: {
    severity: 'error',
    message: 'The role `{name}` is used twice with different values.',
    help: 'Give the second use a name of its own: `use {name} as {name}_2 \u007b … \u007d`.',
    why: 'A role is one folder of tasks. Two uses with different values are two roles and need two names.',
    wrong:
      'image a {\n  os = [debian12]\n  use b { size = 1 }\n  «use b» { size = 2 }\n}\n\nrole b {\n  param size: int\n  file "/etc/b" { content = "${size}" }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use b { size = 1 }\n  use b as c { size = 2 }\n}\n\nrole b {\n  param size: int\n  file "/etc/b-${size}" { content = "${size}" }\n}\n',
  },
  VK0216: {
    severity: 'error',
    message: 'The role `{name}` uses itself: {chain}.',
    help: 'Take what both need into a role of its own.',
    why: 'A role that uses itself would run without end.',
    wrong: 'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  use «b»\n}\n',
    right: 'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  package jq\n}\n',
  },
  VK0217: {
    severity: 'error',
    message: '`{name}` is defined by itself.',
    help: 'Give one of the values in the circle without referring to the others.',
    why: 'A value that needs itself can never be known.',
    wrong: 'let a = «b»\nlet b = a\n\nimage c {\n  os = [debian12]\n  title = b\n  package jq\n}\n',
    right: 'let a = "x"\nlet b = a\n\nimage c {\n  os = [debian12]\n  title = b\n  package jq\n}\n',
  },
  VK0218: {
    severity: 'error',
    message: '`{kind}` needs {what} after it.',
    help: 'For example `{example}`.',
    why: 'A resource is known by its label: the package, the service, the path.',
    wrong: 'image a {\n  os = [debian12]\n  «service» { enabled = true }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { enabled = true }\n}\n',
  },
  VK0219: {
    severity: 'error',
    message: '`{kind}` takes no label.',
    help: 'Write `{kind} \u007b … \u007d`.',
    why: 'There is one block of this kind where it stands, so nothing tells it from others.',
    wrong: 'image a {\n  os = [debian12]\n  build «fast» { memory = 2G }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { memory = 2G }\n  package jq\n}\n',
  },
  VK0220: {
    severity: 'error',
    message: '`{what}` cannot stand in {where}.',
    help: '{remedy}',
    why: 'Each kind of block has members of its own.',
    wrong: 'image a {\n  os = [debian12]\n  «param size: int = 1»\n  package jq\n}\n',
    right:
      'param size: int = 1\n\nimage a {\n  os = [debian12]\n  file "/etc/a" { content = "${size}" }\n}\n',
  },
  VK0221: {
    severity: 'error',
    message: '`{name}` is no {what} that this can be.',
    help: 'It can be: {known}.',
    why: 'A pattern that can never match is a mistake more often than not.',
    wrong:
      'image a {\n  os = [debian12]\n  match os.family {\n    debian { package jq }\n    «suse» { package jq }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  match os.family {\n    debian { package jq }\n    redhat { package jq }\n  }\n}\n',
  },
  VK0222: {
    severity: 'error',
    message: '`{name}` is a block, so it has no `=`.',
    help: 'Write `{name} { … }`.',
    why: 'What has members of its own is a block; `=` gives one value.',
    wrong: 'image a {\n  os = [debian12]\n  «build» = { disk = 50G }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 50G }\n  package jq\n}\n',
  },
  VK0223: {
    severity: 'error',
    message: '`{name}` is an attribute, so its value comes after `=`.',
    help: 'Write `{name} = …`.',
    why: 'Without `=` it reads as a resource with a label.',
    wrong: 'image a {\n  os = [debian12]\n  «title» "A"\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = "A"\n  package jq\n}\n',
  },
  VK0224: {
    severity: 'error',
    message: '`{name}` is a resource, and {where} holds none.',
    help: 'Move it into the image, or into a role.',
    why: 'Resources are what an image or a role puts on the machine; other blocks describe the build.',
    wrong: 'image a {\n  os = [debian12]\n  build {\n    disk = 50G\n    «package» jq\n  }\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 50G }\n  package jq\n}\n',
  },
  VK0225: {
    severity: 'error',
    message: 'There is no `{name}` here: {reason}.',
    help: '{remedy}',
    why: 'Other tools ask for it, so it is often written out of habit.',
    wrong:
      'image a {\n  os = [debian12]\n  package nginx\n  service nginx {\n    enabled    = true\n    «depends_on» = ["nginx"]\n  }\n}\n',
    right: 'image a {\n  os = [debian12]\n  package nginx\n  service nginx { enabled = true }\n}\n',
  },
  VK0226: {
    severity: 'error',
    message: 'There is no `{name}` in this language; it comes from {origin}.',
    help: '{remedy}',
    why: 'Resources say what should be there, in words that hold for every system; how it is done follows from the target.',
    wrong: 'image a {\n  os = [debian12]\n  «apt» nginx\n}\n',
    right: 'image a {\n  os = [debian12]\n  package nginx\n}\n',
  },
  VK0227: {
    severity: 'error',
    message: '`{name}` belongs into an image, not into a role.',
    help: 'Move it to the `image` that uses the role.',
    why: 'A role is what is put on a machine. What the machine is, and what the result is called, the image says.',
    wrong:
      'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  «title» = "Web"\n  package nginx\n}\n',
    right:
      'image a {\n  os    = [debian12]\n  title = "Web"\n  use web\n}\n\nrole web {\n  package nginx\n}\n',
  },
  VK0228: {
    severity: 'hint',
    message: '`{name}` is close to `{known}`, which every image has.',
    help: 'If that is what you mean, write `{known}`.',
    why: 'Any property can be written in `metadata`, so a misspelt one is added beside the one that was meant.',
    wrong: 'image a {\n  os = [debian12]\n  metadata { «mcs_nam» = "A" }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  metadata { mcs_name = "A" }\n  package jq\n}\n',
  },
  VK0229: {
    severity: 'error',
    message: '`{name}.{field}` is written `{field}`.',
    help: 'Write `{field}`.',
    why: 'Declared names are used by their name alone; there are no name spaces.',
    wrong:
      'let port = 80\n\nimage a {\n  os = [debian12]\n  file "/etc/a" { content = "${«var».port}" }\n}\n',
    right: 'let port = 80\n\nimage a {\n  os = [debian12]\n  file "/etc/a" { content = "${port}" }\n}\n',
  },
  VK0230: {
    severity: 'error',
    message: '`{name}` is a fact that Ansible gathers on the machine.',
    help: 'Write `{remedy}`, which the compiler knows.',
    why: 'Everything about the system is known when compiling, so no facts are gathered.',
    wrong:
      'image a {\n  os = [debian12]\n  when «ansible_os_family» == "Debian" { package jq }\n  package vim\n}\n',
    right:
      'image a {\n  os = [debian12, almalinux9]\n  when os.family == debian { package jq }\n  package vim\n}\n',
  },
  VK0231: {
    severity: 'error',
    message: 'No value is written `unset`, not `{name}`.',
    help: 'Write `unset`.',
    why: 'One word for it is enough.',
    wrong:
      'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  param motd: string? = «null»\n  file "/etc/motd" { content = motd == unset ? "" : motd }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  param motd: string? = unset\n  file "/etc/motd" { content = motd == unset ? "" : motd }\n}\n',
  },
  VK0232: {
    severity: 'error',
    message: 'There is no function `{name}`: {reason}.',
    help: '{remedy}',
    why: 'The few functions there are cannot do harm: they end, and read nothing but files of the project.',
    wrong:
      'let name = «element»(["a", "b"], 0)\n\nimage a {\n  os = [debian12]\n  title = name\n  package jq\n}\n',
    right: 'let name = ["a", "b"][0]\n\nimage a {\n  os = [debian12]\n  title = name\n  package jq\n}\n',
  },
  VK0233: {
    severity: 'error',
    message: 'The type `{name}` is called `{remedy}` here.',
    help: 'Write `{remedy}`.',
    why: 'Each type has one name.',
    wrong:
      'role web {\n  param port: «number» = 80\n  file "/etc/port" { content = "${port}" }\n}\n\nimage a {\n  os = [debian12]\n  use web\n}\n',
    right:
      'role web {\n  param port: int = 80\n  file "/etc/port" { content = "${port}" }\n}\n\nimage a {\n  os = [debian12]\n  use web\n}\n',
  },
  VK0234: {
    severity: 'error',
    message: 'The key `{key}` stands twice in this map.',
    help: 'Keep one of them.',
    why: 'Of two values for one key only one could hold, and which is not said.',
    wrong:
      'let ports = { http = "80", «http» = "8080" }\n\nimage a {\n  os = [debian12]\n  title = ports.http\n  package jq\n}\n',
    right:
      'let ports = { http = "80" }\n\nimage a {\n  os = [debian12]\n  title = ports.http\n  package jq\n}\n',
  },
});
