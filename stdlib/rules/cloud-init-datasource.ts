import { rule } from '../../compiler/sdk/rule.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';
import { cloudConfigs, shownValue } from './shared/cloud-config.ts';
import { kernelWords } from './shared/kernel-line.ts';

const OURS = /OpenStack|ConfigDrive/;

export default rule({
  id: 'cloud-init-datasource',
  topic: 'requirements',
  severity: 'error',
  eachRun: true,
  title: 'Machines look for the data of the platform.',
  message:
    '{what} leaves out `OpenStack` and `ConfigDrive`, from which the platform gives a machine its keys and its network.',
  help: 'Leave it out, or name them too: `datasource_list: [ OpenStack, ConfigDrive, None ]`.',
  why: 'cloud-init takes only the sources that it is told. Without those of the platform a machine gets no key, no host name and no user data.',
  sources: ['cloud-init', 'key-based-login'],
  *check(context) {
    for (const { at, span, says } of cloudConfigs(context)) {
      const list = says['datasource_list'];
      if (Array.isArray(list) && !list.some((name) => typeof name === 'string' && OURS.test(name)))
        yield { at, span, params: { what: `\`datasource_list: ${shownValue(list)}\`` } };
    }
    for (const { at, span, path, text } of writtenOf(context)) {
      const [found, list] = /^\s*datasource:\s*(.+)$/m.exec(text) ?? [];
      if (path === '/etc/cloud/ds-identify.cfg' && found !== undefined && !OURS.test(list!))
        yield { at, span, params: { what: `\`${found.trim()}\`` } };
    }
    for (const { at, span, word } of kernelWords(context)) {
      const [, source] = /^(?:ds|ci\.ds|ci\.datasource)=([^;\s]+)/.exec(word) ?? [];
      if (source !== undefined && !/openstack|configdrive/i.test(source))
        yield { at, span, params: { what: `The kernel argument \`${word}\`` } };
    }
    for (const { at, span, line } of runCommands(context).filter(
      ({ command }) => command.words[0] === 'debconf-set-selections',
    )) {
      const [found, list] = /cloud-init\/datasources\s+multiselect\s+([\w, ]+)/.exec(line) ?? [];
      if (found !== undefined && !OURS.test(list!))
        yield { at, span, params: { what: '`cloud-init/datasources`' } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/91-source.cfg" { content = «"datasource_list: [ NoCloud, None ]\\n"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/cloud/cloud.cfg.d/91-source.cfg" { content = "datasource_list: [ OpenStack, ConfigDrive, None ]\\n" }\n}\n',
});
