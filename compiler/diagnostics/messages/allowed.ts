import { area } from '../area.ts';

/** Rules that are named: in `allow` and in vkc.yaml. The rules themselves stand in compiler/rules. */
export default area(
  'VK08',
  'allowed',
  'Rules that are named: in `allow`, and in the settings of a project.',
  {
    VK0801: {
      severity: 'error',
      message: 'There is no rule `{name}`.',
      help: '`vkc rules` lists them.',
      why: 'An `allow` with a misspelt name would silence nothing, and the finding that it was written for would be looked at again and again.',
      wrong:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    allow «unverified-download» { reason = "It is signed." }\n  }\n}\n',
      right:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    allow unchecked-download { reason = "It is signed." }\n  }\n}\n',
    },
    VK0802: {
      severity: 'warning',
      message: 'Nothing here breaks the rule `{rule}`, so this `allow` silences nothing.',
      help: 'Remove it.',
      why: 'An `allow` that outlives its cause would silence the next mistake of that kind, which nobody has looked at.',
      wrong:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    «allow unchecked-download» { reason = "It is signed." }\n  }\n}\n',
      right:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
    },
    VK0803: {
      severity: 'error',
      message: 'The reason for which `{rule}` is allowed is empty.',
      help: 'Say why it is right here, for whoever signs the image off.',
      why: 'The reason stands in the report of the image. Without one nobody can tell an exception from an oversight.',
      wrong:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    allow unchecked-download { reason = «""» }\n  }\n}\n',
      right:
        'image a {\n  os = [debian12]\n  download "/opt/a" {\n    url = "https://example.org/a"\n    allow unchecked-download { reason = "The file is signed, and the next step checks it." }\n  }\n}\n',
    },
    VK0811: {
      severity: 'error',
      message: 'This cannot be read as YAML: {reason}.',
      help: 'Write `NAME: VALUE` in each line, the lines below `rules:` indented by two spaces.',
      why: 'The settings of a project hold for every file of it, so nothing is guessed.',
      wrong: 'rules:\n  plain-http: off\n  «plain-http»: error\n',
      right: 'rules:\n  plain-http: off\n',
      file: 'vkc.yaml',
    },
    VK0812: {
      severity: 'error',
      message: 'A project has no setting `{name}`.',
      help: 'There are {known}.',
      why: 'A setting with a misspelt name would change nothing.',
      wrong: '«rule»:\n  plain-http: off\n',
      right: 'rules:\n  plain-http: off\n',
      file: 'vkc.yaml',
    },
    VK0813: {
      severity: 'error',
      message: '`{what}` takes {expected}.',
      why: 'The settings of a project hold for every file of it, so nothing is guessed.',
      wrong: 'rules:\n  plain-http: «no»\n',
      right: 'rules:\n  plain-http: off\n',
      file: 'vkc.yaml',
    },
  },
);
