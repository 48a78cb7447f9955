import { rule } from '../../compiler/sdk/rule.ts';
import { textsIn } from '../../compiler/model/value.ts';

export default rule({
  id: 'packer-template',
  topic: 'build',
  severity: 'error',
  title: 'Settings for Packer are in its present language.',
  message: '`{found}` is of Packer’s old JSON templates, and its present language does not have it.',
  help: 'Write the value itself; what differs by target, the compiler knows: `"${os.user}"`, `"${image.target}"`.',
  why: '`packer validate` stops there, or takes it for text.',
  sources: ['check-25', 'packer-hcl-templates'],
  *check({ image, target: { build } }) {
    for (const settings of [image.packer, build.settings, build.packer, image.ansible]) {
      for (const value of settings.values()) {
        for (const each of textsIn(value)) {
          const [found] = /\{\{\s*(?:user|env|build|template_dir)\b[^}]*\}\}/.exec(each.value) ?? [];
          if (found !== undefined) yield { span: each.origin, params: { found } };
        }
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  build {\n    packer { http_directory = «"{{user `folder`}}"» }\n  }\n  package jq\n}\n',
  right:
    'image a {\n  os = [debian12]\n  build {\n    packer { http_directory = "http" }\n  }\n  package jq\n}\n',
});
