import { area } from '../diagnostic.ts';

/** Marks that come in pairs: strings, interpolations, comments, brackets. */
export const brackets = area({
  VK0102: {
    severity: 'error',
    message: 'This string does not end on its line.',
    help: 'Add the closing `"`. A text of several lines stands between `"""` and `"""`.',
    why: 'A string that could run on over lines would swallow the rest of the file when one quote is missing.',
    wrong: 'image a {\n  title = «"Nginx»\n  sid   = "hidden"\n}\n',
    right: 'image a {\n  title = "Nginx"\n  sid   = "hidden"\n}\n',
  },
  VK0103: {
    severity: 'error',
    message: 'The text that begins here does not end.',
    help: 'Add `"""` after its last line.',
    why: 'All that follows belongs to the text until three quotes end it.',
    wrong: 'image a {\n  file "/etc/a" {\n    content = «"""»\n      port = 1\n  }\n}\n',
    right: 'image a {\n  file "/etc/a" {\n    content = """\n      port = 1\n      """\n  }\n}\n',
  },
  VK0104: {
    severity: 'error',
    message: 'This `${` is not closed.',
    help: 'Add the closing `}`. Write `\\${` for a dollar sign and a brace as text.',
    why: 'Between `${` and its brace stands an expression whose value becomes part of the text.',
    wrong: 'let name = "a"\n\nlet path = "/srv/«${»name"\n',
    right: 'let name = "a"\n\nlet path = "/srv/${name}"\n',
  },
  VK0107: {
    severity: 'error',
    message: 'The comment that begins here does not end.',
    help: 'Add `*/`, or begin each of its lines with `#`.',
    why: 'All that follows belongs to the comment until `*/` ends it.',
    wrong: 'image a {\n  title = "A"\n}\n\n«/*» nothing more\n',
    right: 'image a {\n  title = "A"\n}\n\n/* nothing more */\n',
  },
  VK0119: {
    severity: 'error',
    message: 'This is nested more than {limit} levels deep.',
    help: 'Name parts of it with `let`, or move them into roles.',
    why: 'Nobody can read code that is nested so deep. The limit also protects the compiler from the output of a broken generator.',
    wrong: `let a = ${'['.repeat(200)}«[»${']'.repeat(201)}\n`,
    right: 'let a = [[[]]]\n',
  },
  VK0120: {
    severity: 'error',
    message: 'A `}` is missing here: `{block}` is still open.',
    help: 'Close `{block}`, which begins on line {line}.',
    why: 'Where a block ends decides what belongs to it.',
    wrong: 'image a {\n  build {\n    disk = 50G\n«»}\n',
    right: 'image a {\n  build {\n    disk = 50G\n  }\n}\n',
  },
  VK0121: {
    severity: 'error',
    message: 'This `{text}` closes nothing.',
    help: 'Remove it, or add what it should close.',
    why: 'Brackets come in pairs.',
    wrong: 'image a {\n  title = "A"\n}\n«}»\n',
    right: 'image a {\n  title = "A"\n}\n',
  },
  VK0122: {
    severity: 'error',
    message: 'This `{open}` is not closed.',
    help: 'Add the closing `{close}`.',
    why: 'Brackets come in pairs.',
    wrong: 'image a {\n  os = «[»debian12, debian11\n  package jq\n}\n',
    right: 'image a {\n  os = [debian12, debian11]\n  package jq\n}\n',
  },
});
