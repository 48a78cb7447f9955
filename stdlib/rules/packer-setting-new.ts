import { rule } from '../../compiler/sdk/rule.ts';
import { KNOWN, rawSettings } from './shared/raw-settings.ts';
import { takenBy } from './shared/taken-settings.ts';

export default rule({
  id: 'packer-setting-new',
  topic: 'build',
  severity: 'warning',
  title: 'Every Packer that the tree is for knows the settings.',
  message: 'Packer 1.6 does not know `{name}`.',
  help: 'If everyone builds with Packer 1.7 or newer and its plugins, say so: `allow packer-setting-new { reason = "…" }`.',
  why: 'The tree is for Packer 1.6, which Debian 12 and the pipeline without an image of its own have, and for newer ones. `packer validate` of 1.6 stops at what came later.',
  sources: ['packer-qemu-builder', 'packer-ansible-provisioner'],
  *check(context) {
    for (const setting of rawSettings(context)) {
      const { block, name, key } = setting;
      // What the tree decides itself is no matter of versions.
      if (KNOWN[block].get(name)?.only === 'new' && [...takenBy(setting, context)].length === 0)
        yield { span: key, params: { name } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  build {\n    packer { «vtpm» = true }\n  }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  build {\n    packer { boot_wait = "5s" }\n  }\n  package jq\n}\n',
});
