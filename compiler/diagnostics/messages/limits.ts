import { area } from '../area.ts';

export default area('VK11', 'limits', 'What is too much of something.', {
  VK1101: {
    severity: 'error',
    message: 'There are more than {limit} errors, and the others are not reported.',
    help: 'Correct these first. Most of so many have the same cause.',
    why: 'Nobody reads that many, and finding all of them would keep the compiler busy.',
    wrong: 'image a {\n  os = [debian12]\n  pakage jq\n  «pakage» vim\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n  package vim\n}\n',
    limits: { errors: 1 },
  },
  VK1102: {
    severity: 'error',
    message: 'This value is more than {limit} values deep.',
    help: 'Give some of the values in between without the ones before them.',
    why: 'Each value waits for those that it is made of. The limit also keeps a broken generator from keeping the compiler busy.',
    wrong:
      'image a {\n  os = [debian12]\n  title = [[[[[[[[[[[[[«"x"»]]]]]]]]]]]]][0][0][0][0][0][0][0][0][0][0][0][0][0]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = ["x"][0]\n  package jq\n}\n',
    limits: { depth: 26 },
  },
  VK1103: {
    severity: 'error',
    message: 'The image `{name}` has {count} targets, and an image has at most {limit}.',
    help: 'Divide it into several images that use the same roles.',
    why: 'Each target is a machine that is built, verified and published.',
    wrong: 'image «a» {\n  os = [debian12, ubuntu2404]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
    limits: { targets: 1 },
  },
  VK1104: {
    severity: 'error',
    message: 'The loops of this target have more than {limit} rounds.',
    help: 'Loop over fewer items. Loops in loops multiply: three over 50 items are 125000 rounds.',
    why: 'Each round is work for the compiler, and mostly a task that runs in every build.',
    wrong:
      'image a {\n  os = [debian12]\n  let days = ["1", "2", "3", "4", "5", "6", "7"]\n  for x in days {\n    «for y in days» { directory "/srv/${x}-${y}" }\n  }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  let days = ["1", "2", "3", "4", "5", "6", "7"]\n  for x in days { directory "/srv/${x}" }\n}\n',
    limits: { rounds: 43 },
  },
  VK1105: {
    severity: 'error',
    message: '{what} more than {limit} characters.',
    help: 'Put large texts into files: `file "/path" \u007b source = file("…") \u007d`.',
    why: 'A text that is put together from itself doubles with every line, and soon fills all memory.',
    wrong:
      'let a = sha256("a")\nlet b = "${a}${a}${a}${a}"\nlet c = "${b}${b}${b}${b}"\nlet d = «"${c}${c}${c}${c}"»\n\nimage e {\n  os = [debian12]\n  file "/etc/e" { content = d }\n}\n',
    right: 'let a = sha256("a")\n\nimage b {\n  os = [debian12]\n  file "/etc/b" { content = a }\n}\n',
    limits: { text: 4000 },
  },
  VK1106: {
    severity: 'error',
    message: 'The role `{name}` is used by roles that use each other {limit} deep.',
    help: 'Use it in the image, or in a role that is not used by so many others in turn.',
    why: 'What a role needs is looked up through all roles that use it. The limit also keeps a broken generator from keeping the compiler busy.',
    wrong:
      'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  use c\n}\n\nrole c {\n  «use d»\n}\n\nrole d {\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  use b\n}\n\nrole b {\n  use c\n}\n\nrole c {\n  package jq\n}\n',
    limits: { roles: 2 },
  },
  VK1107: {
    severity: 'error',
    message: 'Files import each other more than {limit} deep.',
    help: 'Import the file where it is needed: what a file imports is not passed on to those that import the file.',
    why: 'Each file is read before the one that imports it. The limit also keeps a broken generator from keeping the compiler busy.',
    wrong: 'import «"library.vkimage"»\n\nimage a {\n  os = [debian12]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package tree\n}\n',
    limits: { imports: 0 },
  },
  VK1108: {
    severity: 'error',
    message: 'This list has more than {limit} items.',
    help: 'Write the items that are needed.',
    why: 'A list is held in memory as a whole.',
    wrong:
      'image a {\n  os = [debian12]\n  file "/etc/a" { content = join("-", «split("", sha256("a"))») }\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = join("-", split(" ", "1 2")) }\n}\n',
    limits: { items: 60 },
  },
});
