import { rule } from '../../compiler/sdk/rule.ts';
import { writing } from '../../grammar/diagnostic.ts';
import { didYouMean } from '../../compiler/model/suggest.ts';
import { KNOWN, rawOf, rawSettings } from './shared/raw-settings.ts';
import { badValue, mismatch } from './shared/setting-types.ts';

const WHOSE = {
  qemu: 'Packer’s builder for QEMU',
  openstack: 'Packer’s builder for OpenStack',
  ansible: 'Packer’s Ansible provisioner',
};

export default rule({
  id: 'packer-setting',
  topic: 'build',
  severity: 'error',
  title: 'Packer knows the settings that are written for it.',
  message: '{what}.',
  help: 'The settings are in the documentation of the plugin: {page}.',
  why: '`packer validate` stops at a setting that it does not know, and at a value of another type.',
  sources: ['packer-qemu-builder', 'packer-ansible-provisioner'],
  *check(context) {
    for (const { block, name, value, span, key } of rawSettings(context)) {
      const known = KNOWN[block].get(name);
      const page = `https://developer.hashicorp.com/packer/integrations/hashicorp/${block}`;
      if (known !== undefined) {
        const wrong = mismatch(name, known.type, value) ?? badValue({ name, value }, rawOf(block, context));
        if (wrong !== null) yield { span: wrong.span ?? span, params: { what: wrong.what, page } };
        continue;
      }
      const near = didYouMean(name, KNOWN[block].keys());
      yield {
        span: key,
        params: { what: `${WHOSE[block]} knows no \`${name}\``, page },
        ...(near !== undefined && { help: near.help }),
        ...(near !== undefined && key !== span && { fix: writing(key, near.near, false) }),
      };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  build {\n    packer { «boot_wiat» = "10s" }\n  }\n  package jq\n}\n',
  right:
    'image a {\n  os = [debian12]\n  build {\n    packer {\n      boot_wait = 10s\n      qemuargs  = [["-rtc", "base=utc"]]\n    }\n  }\n  package jq\n}\n',
});
