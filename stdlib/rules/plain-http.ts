import { rule } from '../../compiler/sdk/rule.ts';

/** Kinds that fetch something, with the attribute that says from where. */
const FETCHING = [
  ['download', 'url'],
  ['package_file', 'url'],
  ['archive', 'url'],
  ['repository', 'key'],
] as const;

export default rule({
  id: 'plain-http',
  topic: 'security',
  severity: 'warning',
  title: 'What the image trusts is not fetched over plain HTTP.',
  message: '`{url}` is fetched over plain HTTP.',
  help: 'Write `https://…` if the server has it.',
  why: 'Anyone between the build machine and the server can put something else in its place. A checksum makes that show; the key of a repository and a file without a checksum have nothing that would.',
  sources: ['regular-updates', 'check-34', 'ansible-lint-rules'],
  *check({ resources }) {
    for (const [kind, attribute] of FETCHING) {
      for (const at of resources(kind)) {
        const { attributes } = at.resource;
        const url = attributes.get(attribute);
        if (url?.type !== 'string' || !/^http:\/\//i.test(url.value)) continue;
        if (attributes.has('checksum') || attributes.has('key_checksum')) continue;
        yield { at, span: url.origin, params: { url: url.value } };
      }
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  repository tools {\n    url = "https://example.org/debian"\n    key = «"http://example.org/debian/key.asc"»\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  repository tools {\n    url = "https://example.org/debian"\n    key = "https://example.org/debian/key.asc"\n  }\n}\n',
});
