import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import file from '../resources/file.ts';
import link from '../resources/link.ts';
import { runCommands } from './shared/bash-lines.ts';

const LOCAL = /^\/usr\/local\/s?bin\/([\w.+-]+)$/;

export default rule({
  id: 'not-in-secure-path',
  topic: 'build',
  severity: 'error',
  title: 'Commands are where `sudo` looks.',
  message: 'On {title} `{name}` is not found in the build: `sudo` does not look into `{folder}`.',
  help: 'Write the whole path, `{path}`.',
  why: 'Ansible becomes root by `sudo`. On the Red Hat family before version 10 its `secure_path` is `/sbin:/bin:/usr/sbin:/usr/bin`, so what lies in `/usr/local/bin` is found by users and not by the build.',
  sources: ['sudo-secure-path'],
  *check(context) {
    const { os } = context.target;
    if (os.family.ansible !== 'RedHat' || Number.parseInt(os.release, 10) >= 10) return;
    const local = new Map<string, string>();
    for (const at of context.resources(download, file, link, archive)) {
      const { label } = at.resource;
      const [, name] = LOCAL.exec(label) ?? [];
      if (name !== undefined) local.set(name, label);
      if ('include' in at.attributes && /^\/usr\/local\/s?bin\/?$/.test(label))
        for (const item of at.attributes.include?.items ?? [])
          if (item.type === 'string')
            local.set(
              item.value.split('/').at(-1)!,
              `${label.replace(/\/$/, '')}/${item.value.split('/').at(-1)!}`,
            );
    }
    if (local.size === 0) return;
    const told = new Set<Resource>();
    for (const { at, span, line, by, environment, command } of runCommands(context)) {
      const [name = ''] = command.words;
      const path = local.get(name);
      if (path === undefined || at.phase === 'start' || by === 'timer' || told.has(at.resource)) continue;
      // The name alone has to be what was written.
      const bare = new RegExp(`(^|[^\\w/.-])${name.replace(/[.+]/g, '\\$&')}(?![\\w/-])`).test(line);
      if (!bare || environment.has('PATH') || /\bPATH=/.test(line)) continue;
      told.add(at.resource);
      yield { at, span, params: { title: os.title, name, folder: path.replace(/\/[^/]*$/, ''), path } };
    }
  },
  wrong:
    'image a {\n  os = [almalinux9]\n  download "/usr/local/bin/tool" {\n    url      = "https://example.org/tool/1.4.2/tool"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n  «command "tool setup"» { creates = "/etc/tool.conf" }\n}\n',
  right:
    'image a {\n  os = [almalinux9]\n  download "/usr/local/bin/tool" {\n    url      = "https://example.org/tool/1.4.2/tool"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n  command "/usr/local/bin/tool setup" { creates = "/etc/tool.conf" }\n}\n',
});
