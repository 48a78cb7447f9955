import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import packageFile from '../resources/package_file.ts';
import repository from '../resources/repository.ts';
import { namedArchitecture } from '../../compiler/model/hardware.ts';
import { runCommands } from './shared/bash-lines.ts';

export default rule({
  id: 'other-architecture',
  topic: 'build',
  severity: 'error',
  title: 'What is fetched is for the architecture of the image.',
  message: '`{what}` is for {of}, and {title} is for {own}.',
  help: 'Take what is made for {own}, or choose by it: `match os.arch { … }`.',
  why: 'A program for another processor is installed without a word and does not start: `Exec format error`.',
  sources: ['base-and-packages', 'packer-qemu-builder'],
  *check(context) {
    const { os } = context.target;
    const own = os.arch;
    const params = (what: string, of: string) => ({ what, of, own, title: os.title });
    for (const at of context.resources(download, packageFile, archive, repository)) {
      const { url } = at.attributes;
      const of = url?.type === 'string' ? namedArchitecture(url.value) : null;
      if (of !== null && of !== own)
        yield { at, span: url!.origin, params: params((url as { value: string }).value, of) };
    }
    for (const { at, span, command } of runCommands(context)) {
      if (!/^(curl|wget|aria2c)$/.test(command.words[0] ?? '')) continue;
      const found = command.words.find((word) => {
        const of = /^https?:/.test(word) ? namedArchitecture(word) : null;
        return of !== null && of !== own;
      });
      if (found !== undefined) yield { at, span, params: params(found, namedArchitecture(found)!) };
    }
    const declared = context.target.metadata.get('hw_architecture');
    const of = declared === undefined ? null : namedArchitecture(declared.value);
    if (of !== null && of !== own)
      yield { span: declared!.origin, params: params(`hw_architecture = ${declared!.value}`, of) };
  },
  wrong:
    'image a {\n  os = [debian12]\n  download "/usr/local/bin/tool" {\n    url      = «"https://example.org/tool/1.4.2/tool-linux-arm64"»\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/usr/local/bin/tool" {\n    url      = "https://example.org/tool/1.4.2/tool-linux-amd64"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n}\n',
});
