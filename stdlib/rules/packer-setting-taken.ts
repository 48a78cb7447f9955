import { rule } from '../../compiler/sdk/rule.ts';
import { rawSettings } from './shared/raw-settings.ts';
import { takenBy } from './shared/taken-settings.ts';

export default rule({
  id: 'packer-setting-taken',
  topic: 'build',
  severity: 'error',
  title: 'Raw settings do not contradict the tree.',
  message: '{what} contradicts what the tree says itself.',
  help: '{advice}',
  why: 'The rest of the tree is written for what vkc decides: checksum and manifest name the file, the playbook and the seed the user, the metadata the devices. A raw setting changes one of the places only.',
  sources: ['packer-qemu-builder', 'packer-ansible-provisioner'],
  *check(context) {
    for (const setting of rawSettings(context)) {
      for (const { what, advice, at } of takenBy(setting, context))
        yield { span: at?.origin ?? setting.key, params: { what, advice } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  build {\n    packer { «disk_size» = "20G" }\n  }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  build { disk = 20G }\n  package jq\n}\n',
});
