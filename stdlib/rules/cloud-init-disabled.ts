import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import absent from '../resources/absent.ts';
import file from '../resources/file.ts';
import link from '../resources/link.ts';
import service from '../resources/service.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';
import { kernelWords } from './shared/kernel-line.ts';

const MARK = '/etc/cloud/cloud-init.disabled';
const UNIT = /^cloud-(init(-local|-main|-network)?|config|final)(\.(service|target))?$/;
const HOME =
  /^(\/etc\/cloud|\/usr\/lib\/systemd\/system(-generators)?\/cloud[\w.-]*|\/lib\/systemd\/system(-generators)?\/cloud[\w.-]*|\/etc\/systemd\/system\/(multi-user\.target\.wants\/cloud[\w.-]*|cloud-init\.target\.wants)|\/usr\/bin\/cloud-init)\/?$/;

export default rule({
  id: 'cloud-init-disabled',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'Deployed machines run cloud-init.',
  message: '{what}, so cloud-init does not run on the machines of this image.',
  help: 'Leave it out. If cloud-init is to do less, turn off single parts in `/etc/cloud/cloud.cfg.d/`.',
  why: 'Without cloud-init a deployed machine has no network configuration, no host name and no key of its owner: nobody can log in.',
  sources: ['cloud-init', 'key-based-login', 'cloud-init-disabled'],
  *check(context) {
    const told = new Set<Resource>();
    const once = (resource: Resource) => !told.has(resource) && told.add(resource);
    for (const at of context.resources(file, link)) {
      if (at.resource.label === MARK && once(at.resource))
        yield { at, params: { what: `\`${MARK}\` turns it off` } };
    }
    for (const at of context.resources(absent)) {
      if (HOME.test(at.resource.label)) yield { at, params: { what: `\`${at.resource.label}\` goes` } };
    }
    for (const at of context.resources(service)) {
      const { enabled, masked, state } = at.attributes;
      const off = enabled?.value === false || masked?.value === true;
      if (at.phase === 'start' || !UNIT.test(at.resource.label) || (!off && state?.value !== 'stopped'))
        continue;
      if (off)
        yield {
          at,
          params: { what: `\`${at.resource.label}\` is ${masked?.value ? 'masked' : 'not enabled'}` },
        };
    }
    for (const { at, path, text, span } of writtenOf(context)) {
      if (at.phase === 'start') continue;
      if (path === MARK && once(at.resource))
        yield { at, span, params: { what: `\`${MARK}\` turns it off` } };
      if (path === '/etc/cloud/ds-identify.cfg' && /^\s*policy:\s*disabled/m.test(text) && once(at.resource))
        yield { at, span, params: { what: '`policy: disabled` turns it off' } };
    }
    for (const { at, span, word } of kernelWords(context)) {
      if (
        /^(cloud-init=disabled|systemd\.mask=cloud-|ds-identify=policy=disabled|ci\.di\.policy=disabled)/.test(
          word,
        ) &&
        once(at.resource)
      )
        yield { at, span, params: { what: `The kernel argument \`${word}\` turns it off` } };
    }
    for (const { at, span, command } of runCommands(context)) {
      const [name = '', ...rest] = command.words;
      const units = rest.filter((word) => UNIT.test(word));
      const stops =
        name === 'systemctl' &&
        rest.some((word) => word === 'disable' || word === 'mask') &&
        units.length > 0;
      const removes = /^(rm|mv)$/.test(name) && rest.some((word) => HOME.test(word));
      if ((stops || removes) && at.phase !== 'start' && once(at.resource))
        yield { at, span, params: { what: stops ? `\`${units[0]}\` is turned off` : 'A part of it goes' } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «file "/etc/cloud/cloud-init.disabled"» { content = "" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/90-hostname.cfg" { content = "preserve_hostname: true\\n" }\n}\n',
});
