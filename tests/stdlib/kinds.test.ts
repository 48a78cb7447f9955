import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { compileFiles, marked, noRules } from '../support/compile.ts';
import { Sections, tables } from '../support/tables.ts';

/**
 * What each kind of resource becomes with apt, dnf and yum, as the body of a role and the tasks it comes to, in one
 * text a kind; and what is said of what contradicts itself.
 */
const systems = { apt: 'debian12', dnf: 'almalinux9', yum: 'centos7' };
const beside = {
  'files/app.conf': 'port = 80\n',
  'files/app.conf.j2': 'port = {{ port }}\n',
  'files/app.tar.gz': 'x',
  'files/key.asc': 'x',
};

tables({
  folder: 'tests/stdlib/kinds',
  known: [...library.kinds.keys()],
  needed: [...library.kinds.values()],
  becomes(source) {
    const sections = new Sections(Object.keys(systems));
    for (const [manager, os] of Object.entries(systems)) {
      const text = `image a {\n  os = [${os}]\n  use r\n}\n\nrole r {\n${source}}\n`;
      const result = compileFiles({ ...beside, 'main.vkimage': text }, { rules: noRules });
      const said = result.diagnostics.map(
        (each) => `${each.code} at ${marked(result, each)}: ${each.message}\n`,
      );
      if (said.length > 0) {
        sections.add(manager, '', said.join(''));
        continue;
      }
      const files = renderImage(result.images[0]!, packerAnsible, result);
      const parts = new Map<string, string>();
      for (const { path, content } of files) {
        const [, phase, part] =
          /^playbook\/(provision|service)_roles\/r\w*\/(tasks|handlers)\/main/.exec(path) ?? [];
        if (path === 'playbook/requirements.yml') parts.set(', requirements.yml', content as string);
        if (part === undefined) continue;
        const when = `${phase === 'service' ? ', at the start' : ''}${part === 'handlers' ? ', handlers' : ''}`;
        parts.set(when, (content as string).replace(/^---\n+/, '').replace(/^#.*\n+/gm, ''));
      }
      for (const [when, text] of parts) sections.add(manager, when, text);
    }
    return sections.toString(
      (when) => Number(when.includes('start')) * 2 + Number(when.includes('handlers')),
    );
  },
});
