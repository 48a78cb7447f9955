import { area } from '../area.ts';

/** What fits where. */
export default area('VK03', 'types', 'Values of a kind that does not fit.', {
  VK0301: {
    severity: 'error',
    message: '{what} is {expected}, but this is {found}.',
    why: 'A value of another type would come out of the build as something that was not meant.',
    wrong: 'image a {\n  os = [debian12]\n  service cron { enabled = «"nightly"» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { enabled = true }\n}\n',
  },
  VK0302: {
    severity: 'error',
    message: '{left} and {right} can never be equal.',
    help: 'Compare values of one type.',
    why: 'A comparison of two types is always false and hides what was meant.',
    wrong: 'image a {\n  os = [debian12]\n  when «os.release == 12» { package jq }\n  package vim\n}\n',
    right:
      'image a {\n  os = [debian12, ubuntu2404]\n  when os.release == "12" { package jq }\n  package vim\n}\n',
  },
  VK0303: {
    severity: 'error',
    message: 'A condition is true or false, but this is {found}.',
    help: 'Compare it with something: `… == …`.',
    why: 'Nothing is taken for true or false by itself: an empty string or 0 would mean different things to different readers.',
    wrong: 'image a {\n  os = [debian12]\n  when «os.codename» { package jq }\n  package vim\n}\n',
    right:
      'image a {\n  os = [debian12, ubuntu2404]\n  when os.codename == "bookworm" { package jq }\n  package vim\n}\n',
  },
  VK0304: {
    severity: 'error',
    message: '`for` goes over a list, but this is {found}.',
    why: 'Only a list has items in an order. A map has keys and values: `for key, value in m`.',
    wrong: 'image a {\n  os = [debian12]\n  for x in «"jq"» { package "${x}" }\n}\n',
    right: 'image a {\n  os = [debian12]\n  for x in ["jq"] { package "${x}" }\n}\n',
  },
  VK0305: {
    severity: 'error',
    message: '`{name}` takes {expected}, but {found} given.',
    help: 'It is called as `{signature}`.',
    why: 'A missing or superfluous argument has no meaning.',
    wrong: 'image a {\n  os = [debian12]\n  title = «upper()»\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  title = upper("a")\n  package jq\n}\n',
  },
  VK0306: {
    severity: 'error',
    message: '{found} has no fields, so `.{name}` means nothing here.',
    why: 'Fields belong to `os`, `image`, `build` and to maps.',
    wrong: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = os.title.«long» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = os.title }\n}\n',
  },
  VK0307: {
    severity: 'error',
    message: '{found} cannot be put into a string.',
    help: '{remedy}',
    why: 'There is no single way to write such a value as text, so the author has to say which is meant.',
    wrong:
      'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = "${«names»}"\n  package jq\n}\n',
    right:
      'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = "${join(", ", names)}"\n  package jq\n}\n',
  },
  VK0308: {
    severity: 'error',
    message: '{found} cannot be indexed with {index}.',
    why: 'A list is indexed with a number from 0, a map with a string.',
    wrong:
      'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = «names["a"]»\n  package jq\n}\n',
    right: 'let names = ["a", "b"]\n\nimage a {\n  os = [debian12]\n  title = names[0]\n  package jq\n}\n',
  },
  VK0309: {
    severity: 'error',
    message: '`{found}` is not one of the values that {what} can have.',
    help: 'It can be: {known}.',
    why: 'The values are a closed list, so that a misspelt one is found here and not on the machine.',
    wrong: 'image a {\n  os = [debian12]\n  service cron { state = «startd» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { state = started }\n}\n',
  },
  VK0310: {
    severity: 'error',
    message: '`{type}` takes {expected}.',
    help: 'For example `{example}`.',
    why: 'A type with an argument says what its items are.',
    wrong:
      'role a {\n  param names: «list» = ["x"]\n  package "${names[0]}"\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
    right:
      'role a {\n  param names: list(string) = ["jq"]\n  package "${names[0]}"\n}\n\nimage b {\n  os = [debian12]\n  use a\n}\n',
  },
  VK0311: {
    severity: 'error',
    message: '{found} cannot be ordered with `{operator}`.',
    help: 'Numbers, sizes, durations and versions can.',
    why: 'Text has no order that every reader would agree on.',
    wrong: 'image a {\n  os = [debian12]\n  when «true < false» { package jq }\n  package vim\n}\n',
    right:
      'image a {\n  os = [debian12, ubuntu2404]\n  when os.release < "20" { package jq }\n  package vim\n}\n',
  },
  VK0312: {
    severity: 'error',
    message: '{what} is a size, and `{found}` has no unit.',
    help: 'Write `{remedy}`.',
    why: 'A bare number could be bytes, megabytes or gigabytes, and every tool takes it for something else.',
    wrong: 'image a {\n  os = [debian12]\n  build { disk = «50» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 50G }\n  package jq\n}\n',
  },
  VK0313: {
    severity: 'error',
    message: '{what} is {expected}, and that is written without quotes.',
    help: 'Write `{remedy}`.',
    why: 'In quotes it is text, and text is not taken for anything else by itself.',
    wrong: 'image a {\n  os = [debian12]\n  build { disk = «"50G"» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 50G }\n  package jq\n}\n',
  },
  VK0314: {
    severity: 'error',
    message: '`{found}` is written `{remedy}` here.',
    help: 'Write `{remedy}`, without quotes.',
    why: 'Of the many words for true and false only these two are read, so that nobody has to know which others count.',
    wrong: 'image a {\n  os = [debian12]\n  service cron { enabled = «yes» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service cron { enabled = true }\n}\n',
  },
  VK0315: {
    severity: 'error',
    message: '{what} is {expected}, but this is a single value.',
    help: 'Put it in brackets: `[…]`.',
    why: 'A list of one is a list too, and stays one when a second item comes.',
    wrong: 'image a {\n  os = «debian12»\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0316: {
    severity: 'error',
    message: '{what} is {expected}, not a list.',
    help: 'Write the value without the brackets.',
    why: 'Where one value is wanted, which item of a list would be taken is not said.',
    wrong: 'image a {\n  os = [debian12]\n  service [cron, ssh] { enabled = «[true]» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  service [cron, ssh] { enabled = true }\n}\n',
  },
  VK0317: {
    severity: 'error',
    message: '{what} is a string, so `{found}` needs quotes.',
    help: 'Write `"{found}"`.',
    why: 'Without quotes it is a number, a size or a truth, and would lose leading zeros, dots and spelling.',
    wrong: 'image a {\n  os      = [debian12]\n  version = «16»\n  package jq\n}\n',
    right: 'image a {\n  os      = [debian12]\n  version = "16"\n  package jq\n}\n',
  },
  VK0318: {
    severity: 'error',
    message: '{what} is a file, but this is only a string.',
    help: 'Name the file: `file("{path}")`.',
    why: '`file(…)` says that a file of the project is meant: it is looked for now, and copied into the tree.',
    wrong: 'image a {\n  os = [debian12]\n  file "/etc/a" { source = «"files/a.conf"» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  file "/etc/a" { content = "x" }\n}\n',
  },
  VK0319: {
    severity: 'error',
    message: '`{found}` is no file mode.',
    help: 'Modes have four octal digits and no quotes: `{remedy}`.',
    why: 'A mode is read in octal. With four digits and without quotes nobody, neither a reader nor YAML, can take it for a decimal number.',
    wrong: 'image a {\n  os = [debian12]\n  directory "/srv/a" { mode = «755» }\n}\n',
    right: 'image a {\n  os = [debian12]\n  directory "/srv/a" { mode = 0755 }\n}\n',
  },
  VK0320: {
    severity: 'error',
    message: '{what} is a duration, and `{found}` has no unit.',
    help: 'Write `{found}m` for minutes, `{found}s` for seconds.',
    why: 'A bare number could be seconds or minutes.',
    wrong: 'image a {\n  os = [debian12]\n  build { timeout = «30» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { timeout = 30m }\n  package jq\n}\n',
  },
  VK0321: {
    severity: 'error',
    message: '{what} is a string, but this is a file.',
    help: 'Read what stands in it with `text("…")`.',
    why: 'The file and what stands in it are two things: one is copied, the other becomes part of the text.',
    wrong:
      'image a {\n  os = [debian12]\n  use monitoring\n  file "/etc/a" { content = «file("folder/inner.txt")» }\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use monitoring\n  file "/etc/a" { content = text("folder/inner.txt") }\n}\n',
  },
  VK0322: {
    severity: 'error',
    message: 'Systems are named without quotes.',
    help: 'Write `{name}`.',
    why: 'A system is something that is declared, not a text: a misspelt one is found when compiling.',
    wrong: 'image a {\n  os = [«"debian12"»]\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
  },
  VK0323: {
    severity: 'error',
    message: '`{found}` is no version.',
    help: 'Write numbers with dots between them: `"1.4.0"`. If any text will do, the param is a `string`.',
    why: 'A version begins with a number, so that versions can be compared: `os.release < "24.04"`.',
    wrong:
      'image a {\n  os = [debian12]\n  use database\n}\n\nrole database {\n  param release: version = «"latest"»\n  package "postgresql-${release}"\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use database\n}\n\nrole database {\n  param release: version = "15"\n  package "postgresql-${release}"\n}\n',
  },
  VK0324: {
    severity: 'error',
    message: '{what} is a folder, but this is only a string.',
    help: 'Name the folder: `path("{path}")`.',
    why: '`path(…)` says that a folder of the project is meant: it is looked for now, and copied into the tree.',
    wrong: 'role legacy {\n  from = «"roles/old"»\n}\n\nimage a {\n  os = [debian12]\n  use legacy\n}\n',
    right: 'role legacy {\n  from = path("roles/old")\n}\n\nimage a {\n  os = [debian12]\n  use legacy\n}\n',
  },
  VK0325: {
    severity: 'error',
    message: '`{operator}` cannot be applied to {left} and {right}.',
    help: '{remedy}',
    why: 'A number without a unit could be bytes or gigabytes, and text has more than one way to be added.',
    wrong: 'image a {\n  os = [debian12]\n  build { disk = «10G + 5» }\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12]\n  build { disk = 10G + 5G }\n  package jq\n}\n',
  },
  VK0326: {
    severity: 'error',
    message: '{what} has no `{name}`.',
    help: 'Write `{name} = …`, which is {type}.',
    why: 'An object has all its fields. Only those whose type ends in `?` may be left out.',
    wrong:
      'role a {\n  param site: object({ name = string, port = int })\n  directory "/srv/${site.name}-${site.port}"\n}\n\nimage b {\n  os = [debian12]\n  use a { site = «{ name = "shop" }» }\n}\n',
    right:
      'role a {\n  param site: object({ name = string, port = int })\n  directory "/srv/${site.name}-${site.port}"\n}\n\nimage b {\n  os = [debian12]\n  use a { site = { name = "shop", port = 80 } }\n}\n',
  },
  VK0327: {
    severity: 'error',
    message: '`message` of `{name}` would never be said.',
    help: 'It is for a param of `one_of(…)`, as text without `${…}`. Write `validate { condition = …  message = … }` for what else a value has to meet.',
    why: 'It is said to values that are not among those of `one_of`, before anything is evaluated.',
    wrong:
      'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  param port: int = 80 {\n    «message = "A port."»\n  }\n  directory "/srv/${port}"\n}\n',
    right:
      'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  param kind: one_of(small, large) = small {\n    message = "Other sizes are not tested."\n  }\n  directory "/srv/${kind}"\n}\n',
  },
});
