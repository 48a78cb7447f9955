import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import packageFile from '../resources/package_file.ts';
import repository from '../resources/repository.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';

/** What is fetched by address, with whether a checksum says what it must be. */
function* fetched({ resources }: RuleContext) {
  for (const at of resources(download, packageFile, archive))
    yield { at, url: at.attributes.url, checked: at.attributes.checksum !== undefined };
  for (const at of resources(repository))
    yield { at, url: at.attributes.key, checked: at.attributes.key_checksum !== undefined };
}

export default rule({
  id: 'plain-http',
  topic: 'security',
  severity: 'warning',
  eachRun: true,
  title: 'What the image trusts is not fetched over plain HTTP.',
  message: '`{url}` is fetched over plain HTTP.',
  help: 'Write `https://…` if the server has it.',
  why: 'Anyone between the build machine and the server can put something else in its place. A checksum makes that show; the key of a repository and a file without a checksum have nothing that would.',
  sources: ['regular-updates', 'check-34', 'ansible-lint-rules'],
  *check(context) {
    for (const { at, url, checked } of fetched(context)) {
      if (checked || url?.type !== 'string' || !/^http:\/\//i.test(url.value)) continue;
      yield { at, span: url.origin, params: { url: url.value } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  repository tools {\n    url = "https://example.org/debian"\n    key = «"http://example.org/debian/key.asc"»\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  repository tools {\n    url = "https://example.org/debian"\n    key = "https://example.org/debian/key.asc"\n  }\n}\n',
});
