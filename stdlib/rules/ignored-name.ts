import { rule } from '../../compiler/sdk/rule.ts';
import download from '../resources/download.ts';
import file from '../resources/file.ts';
import link from '../resources/link.ts';
import { DROP_INS } from '../shared/drop-in-folders.ts';
import { folderOf } from '../shared/effects.ts';
import { mentions } from '../machine/state.ts';
import { textsOf } from './shared/texts.ts';

export default rule({
  id: 'ignored-name',
  topic: 'build',
  severity: 'warning',
  title: 'A file in a folder of settings has a name that is read.',
  message: 'Nothing reads `{path}`: names in `{folder}` {said}.',
  help: 'Give it such a name. What is not to be read belongs somewhere else.',
  why: 'What reads the folder passes over a file of another name without a word, so that the settings have no effect.',
  sources: ['services-after-a-reboot'],
  *check(context) {
    const { resources, target } = context;
    for (const at of resources(file, download, link)) {
      const { label } = at.resource;
      if (!label.startsWith('/etc/')) continue;
      const folder = folderOf(label);
      const name = label.slice(folder.length + 1);
      if (name === '' || name === 'README' || name.startsWith('.')) continue;
      const dropIn = DROP_INS.find((each) => each.folder.test(folder));
      if (dropIn === undefined || dropIn.name.test(name)) continue;
      if (dropIn.family !== undefined && dropIn.family !== target.os.family.ansible) continue;
      // A file that another one names is read by that.
      if (textsOf(context).some(({ path, text }) => path !== label && mentions(text, name))) continue;
      yield { at, params: { path: label, folder, said: dropIn.said } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  «file "/etc/sysctl.d/60-shop"» { content = "vm.swappiness = 10\\n" }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  file "/etc/sysctl.d/60-shop.conf" { content = "vm.swappiness = 10\\n" }\n}\n',
});
