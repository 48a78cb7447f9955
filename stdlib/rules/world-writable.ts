import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import directory from '../resources/directory.ts';
import download from '../resources/download.ts';
import file from '../resources/file.ts';

export default rule({
  id: 'world-writable',
  topic: 'security',
  severity: 'warning',
  eachRun: true,
  title: 'Nothing in the image can be written by everyone.',
  message: 'Everyone on the machine can write to `{path}`: its mode is {mode}.',
  help: 'Leave the last digit even below 2, as in {better}, and give those who write a group. A folder that all may use gets the sticky bit: `1777`.',
  why: 'What everyone can write, any service that was broken into can change; a script that root runs among them.',
  sources: ['small-attack-surface', 'check-34', 'ansible-lint-rules'],
  *check({ resources }) {
    for (const at of resources(file, directory, download, archive)) {
      const { kind, label: path } = at.resource;
      const { mode } = at.attributes;
      if (mode === undefined) continue;
      const [special, , , others] = [...mode.value].map(Number) as [number, number, number, number];
      if ((others & 2) === 0 || (kind === directory.name && (special & 1) === 1)) continue;
      const better = mode.value.slice(0, 3) + String(others & 5);
      yield { at, span: mode.origin, params: { path, mode: mode.value, better } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  directory "/srv/upload" { mode = «0777» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/srv/upload" {\n    group = "www-data"\n    mode  = 0775\n  }\n}\n',
});
