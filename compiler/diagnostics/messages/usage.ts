import { area } from '../area.ts';

/** What is written and changes nothing. Said only when nothing is wrong, since a mistake elsewhere may be the reason. */
export default area('VK07', 'usage', 'What is written and changes nothing.', {
  VK0701: {
    severity: 'warning',
    message: 'Nothing uses the let `{name}`.',
    help: 'Remove it, or use it.',
    why: 'A value that nothing uses is most often left over, or meant where another one is used.',
    wrong: 'let «size» = 50G\n\nimage a {\n  os = [debian12]\n  build { disk = 40G }\n  package jq\n}\n',
    right: 'let size = 50G\n\nimage a {\n  os = [debian12]\n  build { disk = size }\n  package jq\n}\n',
  },
  VK0702: {
    severity: 'warning',
    message: 'Nothing uses the param `{name}`, so `--set {name}=…` would change nothing.',
    help: 'Remove it, or use it.',
    why: 'A param at the top of a file promises that a value given from outside has an effect.',
    wrong: 'param «release»: string = "1.0"\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right:
      'param release: string = "1.0"\n\nimage a {\n  os      = [debian12]\n  version = release\n  package jq\n}\n',
  },
  VK0703: {
    severity: 'warning',
    message: 'Nothing in the role `{role}` uses its param `{name}`.',
    help: 'Remove it, or use it in a resource of the role.',
    why: 'Whoever uses the role could give a value that has no effect.',
    wrong:
      'image a {\n  os = [debian12]\n  use web { port = 80 }\n}\n\nrole web {\n  param «port»: int = 8080\n  package nginx\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use web { port = 80 }\n}\n\nrole web {\n  param port: int = 8080\n  file "/etc/port" { content = "${port}" }\n}\n',
  },
  VK0704: {
    severity: 'warning',
    message: 'Nothing uses the role `{name}`, so it is in no image.',
    help: 'Add `use {name}` to an image or a role, or remove it.',
    why: 'A role runs where it is used. In a file that declares images, one that nothing uses was most often forgotten.',
    wrong: 'image a {\n  os = [debian12]\n  package jq\n}\n\nrole «web» {\n  package nginx\n}\n',
    right: 'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  package nginx\n}\n',
  },
  VK0705: {
    severity: 'warning',
    message: 'The loop variable `{name}` is not used.',
    help: 'Use it in the body: `"$\u007b{name}\u007d"`.',
    why: 'A loop is there for what differs from item to item.',
    wrong: 'image a {\n  os = [debian12]\n  for «name» in ["jq"] {\n    package jq\n  }\n}\n',
    right: 'image a {\n  os = [debian12]\n  for name in ["jq"] {\n    package "${name}"\n  }\n}\n',
  },
  VK0706: {
    severity: 'warning',
    message: 'The {what} `{name}` hides {other} of the same name.',
    help: 'Give it another name.',
    why: 'A reader who knows the outer name would take one value for the other.',
    wrong:
      'let port = 80\n\nimage a {\n  os = [debian12]\n  use web\n  file "/etc/a" { content = "${port}" }\n}\n\nrole web {\n  param «port»: int = 8080\n  file "/etc/port" { content = "${port}" }\n}\n',
    right:
      'let port = 80\n\nimage a {\n  os = [debian12]\n  use web\n  file "/etc/a" { content = "${port}" }\n}\n\nrole web {\n  param web_port: int = 8080\n  file "/etc/port" { content = "${web_port}" }\n}\n',
  },
  VK0707: {
    severity: 'warning',
    message: '`{pattern}` stands in an earlier arm of this `match`, which wins.',
    help: 'Remove it here.',
    why: 'Arms are tried from the top, and the first that fits is taken.',
    wrong:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package jq }\n    «debian» { package vim }\n    else { package tree }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package [jq, vim] }\n    redhat { package tree }\n  }\n}\n',
  },
  VK0708: {
    severity: 'warning',
    message: 'No target takes this arm: what is matched is {taken}.',
    help: 'Remove it, or build the image for a system that takes it.',
    why: 'What is written for a system that no image is built for is never tried, and looks as if it were.',
    wrong:
      'image a {\n  os = [debian12, debian13]\n  match os.family {\n    debian { package jq }\n    «redhat» { package vim }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package jq }\n    redhat { package vim }\n  }\n}\n',
  },
  VK0709: {
    severity: 'warning',
    message: 'No target takes this `else`: the other arms answer for all of them.',
    help: 'Remove it; a system that is added later and has no arm will be reported.',
    why: 'Without `else` a new system asks for an answer. With it the system gets one that nobody chose.',
    wrong:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package jq }\n    redhat { package vim }\n    else «{ package tree }»\n  }\n}\n',
    right:
      'image a {\n  os = [debian12, almalinux9]\n  match os.family {\n    debian { package jq }\n    redhat { package vim }\n  }\n}\n',
  },
  VK0710: {
    severity: 'warning',
    message: 'This is so on every target.',
    help: '{remedy}',
    why: 'A condition that always holds reads as if there were a case in which it does not.',
    wrong: 'image a {\n  os = [debian12, debian13]\n  when «os.family == debian» { package jq }\n}\n',
    right: 'image a {\n  os = [debian12, almalinux9]\n  when os.family == debian { package jq }\n}\n',
  },
  VK0711: {
    severity: 'warning',
    message: 'This is so on no target, and what depends on it is in no image.',
    help: '{remedy}',
    why: 'A condition that never holds is most often a slip: another system, a name in place of a release.',
    wrong:
      'image a {\n  os = [debian12, debian13]\n  when «os.release == "14"» { package jq }\n  package vim\n}\n',
    right:
      'image a {\n  os = [debian12, debian13]\n  when os.release == "13" { package jq }\n  package vim\n}\n',
  },
  VK0712: {
    severity: 'warning',
    message: 'Nothing that `{path}` declares is used here.',
    help: 'Remove the import, or `use` a role of that file.',
    why: 'An import brings names into scope. Images are built from the files named on the command line, not from imported ones.',
    wrong: 'import «"library.vkimage"»\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right: 'import "library.vkimage"\n\nimage a {\n  os = [debian12]\n  use shared\n}\n',
  },
});
