import { area } from '../../grammar/diagnostic.ts';

/** What fits where. */
export const types = area({
  VK0301: {
    severity: 'error',
    message: '{what} is {expected}, but this is {found}.',
    why: 'A value of another type would come out of the build as something that was not meant.',
    wrong: 'image a {\n  os = [debian12]\n  service cron { enabled = «"yes"» }\n}\n',
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
    why: 'Only a list has items in an order. The keys of a map are `keys(…)`.',
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
});
