import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import packageFile from '../resources/package_file.ts';

const MOVING = /[/_.-](latest|nightly|snapshot)([/_.-]|$)|\/(master|main|trunk|HEAD|current)\//i;

export default rule({
  id: 'moving-url',
  topic: 'reproducibility',
  severity: 'warning',
  eachRun: true,
  title: 'What is downloaded has an address that always means the same file.',
  message: '`{url}` is another file when the next release is out.',
  help: 'Name the release in the address.',
  why: 'With a checksum the build breaks on the day of the next release; without one it silently installs something else.',
  sources: ['pinned-versions', 'check-34'],
  *check({ resources }) {
    for (const at of resources(download, packageFile, archive)) {
      const { url } = at.attributes;
      if (url?.type === 'string' && MOVING.test(url.value.replace(/[?#].*$/, '')))
        yield { at, span: url.origin, params: { url: url.value } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  download "/usr/local/bin/tool" {\n    url      = «"https://example.org/tool/latest/tool-linux-amd64"»\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/usr/local/bin/tool" {\n    url      = "https://example.org/tool/1.4.2/tool-linux-amd64"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n    mode     = 0755\n  }\n}\n',
});
