import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import packageFile from '../resources/package_file.ts';

export default rule({
  id: 'unchecked-download',
  topic: 'reproducibility',
  severity: 'error',
  eachRun: true,
  title: 'What is downloaded while the image is built has a checksum.',
  message: '`{what}` is downloaded without a checksum.',
  help: 'Add `checksum = "sha256:…"`, which `sha256sum` prints for the file.',
  why: 'Whoever controls the server, or the name of it, decides what is in the image: today’s file and tomorrow’s can differ, and nobody would notice. With a checksum the build stops when the file is another one.',
  sources: ['pinned-versions', 'check-34'],
  *check({ resources }) {
    for (const at of resources(download, packageFile, archive)) {
      const { kind, label } = at.resource;
      const { url, checksum } = at.attributes;
      if (url === undefined || checksum !== undefined) continue;
      // A file of the machine itself is not downloaded.
      if (url.type === 'string' && url.value.startsWith('file:')) continue;
      yield { at, span: at.resource.head, params: { what: `${kind} ${label}` } };
    }
  },
  *evidence({ contents }) {
    for (const { checksum, path, origin } of [...contents.provision.downloads, ...contents.start.downloads])
      if (checksum !== null) yield { what: `\`${path}\`, \`${checksum}\``, span: origin };
  },
  wrong:
    'image a {\n  os = [debian12]\n  «download "/usr/local/bin/lego"» {\n    url  = "https://example.org/lego-4.17.0"\n    mode = 0755\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/usr/local/bin/lego" {\n    url      = "https://example.org/lego-4.17.0"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n}\n',
});
